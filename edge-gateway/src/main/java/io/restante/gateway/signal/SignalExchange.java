package io.restante.gateway.signal;

import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.contract.UserId;
import io.restante.gateway.send.LogWriter;
import java.time.InstantSource;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// Signals of this node's devices to anybody, and of anybody to this node's devices. Thread-safe.
///
/// Single-use: [#start], then [#close].
public final class SignalExchange implements Signals, AutoCloseable {
  private static final int QUEUE_JOBS = 1_024;
  private static final long QUEUE_BYTES = 1L << 20;

  private final SignalMetrics metrics = new SignalMetrics();
  private final ConnectedDevices devices = new ConnectedDevices();
  private final LogWriter writer;
  private final SignalSender sender;
  private final SignalReader reader;

  /// Creates it; [#start] begins.
  ///
  /// @param bootstrapServers the brokers
  /// @param node this node's name
  /// @param partitions how many partitions `messaging.signals` has
  /// @param owned whether this node has a partition now; asked on any thread, must not block
  public SignalExchange(
      String bootstrapServers,
      String node,
      int partitions,
      IntPredicate owned,
      InstantSource clock) {
    this.writer =
        new LogWriter(
            "signal-send",
            QUEUE_JOBS,
            QUEUE_BYTES,
            SignalSender.producerSettings(bootstrapServers));
    this.sender = new SignalSender(writer, partitions, clock, metrics);
    this.reader =
        new SignalReader(
            new SignalReader.Facts(bootstrapServers, node, partitions),
            owned,
            devices,
            clock,
            metrics);
  }

  /// Begins to send and to read.
  public void start() {
    writer.start();
    reader.start();
  }

  /// Returns the counters.
  public SignalMetrics metrics() {
    return metrics;
  }

  @Override
  public void came(SignalTarget device) {
    devices.add(device);
  }

  @Override
  public void left(SignalTarget device) {
    devices.remove(device);
  }

  @Override
  public void typing(DeviceAddress from, @Nullable GroupId group, List<UserId> recipients) {
    sender.typing(from, group, recipients);
  }

  /// Stops reading, and sends what is in the producer's buffer, for at most a second.
  @Override
  public void close() {
    reader.close();
    writer.close();
  }
}
