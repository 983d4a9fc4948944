package io.restante.gateway;

import io.restante.gateway.index.IndexDirectory;
import io.restante.gateway.send.DeliveryAudit;
import io.restante.gateway.send.Housekeeper;
import io.restante.gateway.send.LogWriter;
import io.restante.gateway.snapshot.IndexSnapshots;
import io.restante.gateway.snapshot.S3SnapshotStore;
import io.restante.gateway.snapshot.Snapshots;
import java.io.IOException;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What is written to: the log, for devices and for the node itself, the indexes, and their copies.
///
/// @param copies null without an object store
/// @param audit is told what becomes of messages
record Stores(
    LogWriter sender,
    LogWriter keeper,
    IndexDirectory indexes,
    @Nullable IndexSnapshots copies,
    DeliveryAudit audit) {
  /// Nobody waits for tombstones, and one request with many costs the brokers and their followers
  /// little more than one with one.
  private static final int HOUSEKEEPING_LINGER_MS = 100;

  static Stores of(GatewayConfig config, LogFacts log, InstantSource clock, RandomGenerator random)
      throws IOException {
    QueueLimits queues = config.queues();
    IndexDirectory indexes = new IndexDirectory(config.indexDirectory(), config.indexMemoryBytes());
    SnapshotConfig snapshots = config.snapshots();
    return new Stores(
        new LogWriter(
            "send",
            queues.sendJobs(),
            queues.sendBytes(),
            LogWriter.producerSettings(config.kafka(), 0)),
        new LogWriter(
            "housekeeping",
            queues.housekeepingJobs(),
            queues.housekeepingBytes(),
            LogWriter.producerSettings(config.kafka(), HOUSEKEEPING_LINGER_MS)),
        indexes,
        snapshots == null
            ? null
            : new IndexSnapshots(
                S3SnapshotStore.open(snapshots.store()),
                indexes,
                snapshots.settings(config, log),
                clock,
                random),
        new DeliveryAudit(config.audit().trail()));
  }

  Housekeeper housekeeper(LogFacts log, InstantSource clock) {
    return new Housekeeper(keeper, log.partitions(), audit, clock);
  }

  Snapshots snapshots() {
    return copies == null ? Snapshots.OFF : copies;
  }

  void start() {
    sender.start();
    keeper.start();
    if (copies != null) {
      copies.start();
    }
  }

  void close() {
    sender.close();
    keeper.close();
    if (copies != null) {
      copies.close();
    }
    indexes.close();
  }

  void showIn(Operations operations) {
    operations.show("send", sender);
    operations.show("housekeeping", keeper);
    operations.show(audit);
    if (copies != null) {
      operations.show(copies);
    }
  }
}
