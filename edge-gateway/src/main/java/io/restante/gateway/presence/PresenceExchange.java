package io.restante.gateway.presence;

import io.restante.contract.DeviceAddress;
import io.restante.contract.RecipientPartitioner;
import io.restante.contract.UserId;
import io.restante.gateway.send.LogWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntToLongFunction;

/// Says which devices come and leave, and whom they watch. Thread-safe.
///
/// A device that leaves because the node has lost its partition is not said to have left: it is on
/// its way to the next owner, whose epoch ends the session if it does not get there.
///
/// Single-use: [#start], then [#close].
public final class PresenceExchange implements Presences, AutoCloseable {
  /// How long a watch lasts unless the device goes on with it.
  public static final Duration WATCH = Duration.ofMinutes(5);

  private static final int QUEUE_JOBS = 4_096;
  private static final long QUEUE_BYTES = 4L << 20;
  private static final int DEVICES_MAX = 1 << 18;
  private static final int LINGER_MS = 5;

  private final PresenceMetrics metrics = new PresenceMetrics();
  private final SessionJournal journal = new SessionJournal(DEVICES_MAX, metrics);
  private final AtomicLong connections = new AtomicLong();
  private final LogWriter log;
  private final PresenceWriter writer;
  private final int partitions;
  private final IntToLongFunction epochs;
  private final InstantSource clock;

  /// Creates it; [#start] begins.
  ///
  /// @param bootstrapServers the brokers
  /// @param partitions how many partitions the topics of presence have
  /// @param epochs in which epoch this node was given a partition, -1 when it does not have it;
  ///   asked on any thread, must not block
  public PresenceExchange(
      String bootstrapServers, int partitions, IntToLongFunction epochs, InstantSource clock) {
    this.log =
        new LogWriter(
            "presence",
            QUEUE_JOBS,
            QUEUE_BYTES,
            LogWriter.producerSettings(bootstrapServers, LINGER_MS));
    this.writer = new PresenceWriter(log, journal, partitions, metrics);
    this.partitions = partitions;
    this.epochs = epochs;
    this.clock = clock;
  }

  /// Begins to append.
  public void start() {
    log.start();
  }

  /// Returns the counters.
  public PresenceMetrics metrics() {
    return metrics;
  }

  /// Returns of how many devices something waits to be said.
  public int waiting() {
    return journal.size();
  }

  @Override
  public Stay came(DeviceAddress device) {
    long epoch = epoch(device);
    if (epoch < 0) {
      return Stay.UNSAID;
    }
    Stay stay = new Stay(epoch, connections.incrementAndGet());
    note(device, stay, true);
    return stay;
  }

  @Override
  public void left(DeviceAddress device, Stay stay) {
    if (stay.epoch() >= 0 && stay.epoch() == epoch(device)) {
      note(device, stay, false);
    }
  }

  @Override
  public void watch(DeviceAddress watcher, List<UserId> users, boolean isOn) {
    writer.watches(watcher, users, isOn ? clock.instant().plus(WATCH).toEpochMilli() : 0);
  }

  private long epoch(DeviceAddress device) {
    return epochs.applyAsLong(RecipientPartitioner.partition(device.user(), partitions));
  }

  private void note(DeviceAddress device, Stay stay, boolean isOpen) {
    journal.add(new SessionJournal.Entry(device, stay, isOpen, clock.millis()));
    writer.sessions();
  }

  /// Sends what is in the producer's buffer, for at most a second. What is said after this, or was
  /// not handed over yet, is lost: the partitions' next owners end these sessions.
  @Override
  public void close() {
    writer.stop();
    log.close();
  }
}
