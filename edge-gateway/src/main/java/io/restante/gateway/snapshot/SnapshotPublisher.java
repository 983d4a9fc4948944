package io.restante.gateway.snapshot;

import io.restante.gateway.index.RocksIndexStore;
import io.restante.gateway.mailbox.DamagedIndexException;
import io.restante.gateway.snapshot.SnapshotUpload.Outcome;
import io.restante.gateway.snapshot.SnapshotUpload.Subject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks after each owned partition once in an interval, one at a time and spread over the
/// interval, and publishes what is due.
///
/// One thread of its own, which alone reads and writes when partitions are due; [#owned] and
/// [#lost] may be called by any. Single-use: [#start], then [#close].
final class SnapshotPublisher implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(SnapshotPublisher.class);
  private static final Duration STOP_MAX = Duration.ofSeconds(2);

  private final SnapshotUpload upload;
  private final SnapshotSettings settings;
  private final SnapshotMetrics metrics;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Map<Integer, Owned> owned = new ConcurrentHashMap<>();
  private final Thread thread;
  private boolean isFailing;
  private volatile boolean stopping;

  SnapshotPublisher(
      SnapshotUpload upload,
      SnapshotSettings settings,
      SnapshotMetrics metrics,
      InstantSource clock,
      RandomGenerator random) {
    this.upload = upload;
    this.settings = settings;
    this.metrics = metrics;
    this.clock = clock;
    this.random = random;
    // A virtual one, because its waiting for a socket can be interrupted.
    this.thread = Thread.ofVirtual().name("snapshots").unstarted(this::run);
  }

  /// A partition that this node owns.
  private static final class Owned {
    final int partition;
    final long epoch;
    final RocksIndexStore index;
    volatile long currentAtMs; // written by the thread, read by meters
    long dueAtNanos;

    Owned(int partition, long epoch, RocksIndexStore index, long nowMs) {
      this.partition = partition;
      this.epoch = epoch;
      this.index = index;
      this.currentAtMs = nowMs;
    }
  }

  void start() {
    thread.start();
  }

  void owned(int partition, long epoch, RocksIndexStore index) {
    Owned taken = new Owned(partition, epoch, index, clock.millis());
    taken.dueAtNanos = System.nanoTime() + random.nextLong(settings.interval().toNanos());
    owned.put(partition, taken);
    LockSupport.unpark(thread);
  }

  void lost(int partition) {
    owned.remove(partition);
  }

  /// Returns for how long a partition has been without a snapshot that is new enough, seconds; the
  /// longest of all that are owned.
  long oldestSeconds() {
    long nowMs = clock.millis();
    long oldestMs = 0;
    for (Owned one : owned.values()) {
      oldestMs = Math.max(oldestMs, nowMs - one.currentAtMs);
    }
    return oldestMs / 1_000;
  }

  private void run() {
    while (!stopping) {
      Owned next = next();
      long waitNanos = next == null ? Long.MAX_VALUE : next.dueAtNanos - System.nanoTime();
      if (next != null && waitNanos <= 0) {
        look(next);
        next.dueAtNanos = System.nanoTime() + settings.interval().toNanos();
      } else {
        LockSupport.parkNanos(waitNanos);
      }
      // An interrupt ends what is under way, nothing else; left standing, it would keep this from
      // waiting.
      boolean _ = Thread.interrupted();
    }
  }

  private @Nullable Owned next() {
    Owned next = null;
    for (Owned one : owned.values()) {
      if (next == null || one.dueAtNanos - next.dueAtNanos < 0) {
        next = one;
      }
    }
    return next;
  }

  private void look(Owned one) {
    Subject subject =
        new Subject(
            one.partition,
            one.epoch,
            one.index,
            () -> !stopping && owned.get(one.partition) == one);
    try {
      Outcome outcome = upload.publishIfDue(subject, clock.millis());
      if (outcome == Outcome.OUTDATED) {
        metrics.outdated.increment();
        LOGGER
            .atWarn()
            .addKeyValue("partition", one.partition)
            .addKeyValue("epoch", one.epoch)
            .log("snapshot not published: the store has those of a later owner");
        return;
      }
      one.currentAtMs = clock.millis();
      if (isFailing) {
        isFailing = false;
        LOGGER.atInfo().log("snapshots are published again");
      }
    } catch (IOException | UncheckedIOException | DamagedIndexException e) {
      failed(one, e);
    }
  }

  private void failed(Owned one, Exception cause) {
    if (stopping) {
      return;
    }
    metrics.failed.increment();
    if (!isFailing) {
      isFailing = true;
      LOGGER
          .atWarn()
          .addKeyValue("partition", one.partition)
          .addKeyValue("cause", cause.toString())
          .log("snapshots can't be published; look at the store, takeovers read the log meanwhile");
    }
  }

  /// Ends what is under way: half a snapshot is none.
  @Override
  public void close() {
    stopping = true;
    thread.interrupt();
    LockSupport.unpark(thread);
    try {
      if (thread.getState() != Thread.State.NEW && !thread.join(STOP_MAX)) {
        LOGGER.atWarn().log("a snapshot does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
