package io.restante.gateway.snapshot;

import io.restante.contract.AuditSample;
import io.restante.contract.DeviceAddress;
import io.restante.contract.MessageId;
import io.restante.contract.Slot;
import io.restante.contract.UserId;
import io.restante.gateway.index.IndexDirectory;
import io.restante.gateway.index.RocksIndexStore;
import io.restante.gateway.mailbox.CoreSettings;
import io.restante.gateway.mailbox.DeliveryBudget;
import io.restante.gateway.mailbox.DeliveryCore;
import io.restante.gateway.mailbox.LogRecord;
import io.restante.gateway.snapshot.Snapshots.Wanted;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;

/// Nodes that have one log and one object store, without threads: each has a directory of its own.
final class Fleet implements AutoCloseable {
  static final UUID LOG = new UUID(7, 8);
  static final int PARTITION = 3;
  static final long NOW_MS = 1_790_000_000_000L;
  static final Duration RETENTION = Duration.ofHours(1);

  private static final int DEVICES = 40;
  private static final CoreSettings CORE =
      new CoreSettings(
          4,
          1_000,
          30_000,
          10,
          100,
          5_000,
          1_000_000,
          1_000,
          1_000,
          DeliveryBudget.unlimited(),
          AuditSample.NONE);

  /// The log: envelopes and the tombstones that answer them.
  final List<LogRecord> log = new ArrayList<>();

  final SnapshotMetrics metrics = new SnapshotMetrics();
  final SnapshotSettings settings;
  private final Path root;
  private final Random random;
  private final List<IndexDirectory> directories = new ArrayList<>();
  private final List<Long> undelivered = new ArrayList<>();

  Fleet(Path root, long seed) {
    this.root = root;
    this.random = new Random(seed);
    this.settings =
        new SnapshotSettings(
            new SnapshotSettings.Place("index", "local", LOG),
            "node-1",
            Duration.ofMillis(1),
            1,
            1,
            Duration.ofMillis(200),
            Integer.MAX_VALUE,
            1 << 30,
            RETENTION);
  }

  /// A node's disk.
  IndexDirectory newDisk() {
    IndexDirectory directory =
        new IndexDirectory(root.resolve("node-" + directories.size()), 8 << 20);
    directories.add(directory);
    return directory;
  }

  /// Writes records; about half of them are tombstones of envelopes before them.
  void write(int records) {
    for (int i = 0; i < records; i++) {
      long offset = log.size();
      if (!undelivered.isEmpty() && random.nextBoolean()) {
        long answered = undelivered.remove(random.nextInt(undelivered.size()));
        Slot slot = log.get((int) answered).slot();
        log.add(new LogRecord(offset, 0, slot, null, answered));
      } else {
        Slot slot = Slot.ofMessage(device(random.nextInt(DEVICES)), new MessageId(9, offset), 0);
        log.add(new LogRecord(offset, 0, slot, ByteBuffer.allocate(10), LogRecord.NOTHING));
        undelivered.add(offset);
      }
    }
  }

  private static DeviceAddress device(int number) {
    return new DeviceAddress(new UserId(5, number), 1);
  }

  /// Reads the log from the index's position to its end, and makes the index durable.
  void catchUp(RocksIndexStore index) {
    DeliveryCore<String> core = new DeliveryCore<>(CORE, index, log.size(), NOW_MS);
    log.subList((int) index.position(), log.size()).forEach(core::onAppended);
    index.stamp(NOW_MS);
    core.checkpoint();
  }

  /// Returns what an index says: the mailboxes of all devices.
  static Map<Integer, List<Long>> mailboxes(RocksIndexStore index) {
    Map<Integer, List<Long>> mailboxes = new TreeMap<>();
    for (int number = 0; number < DEVICES; number++) {
      List<Long> offsets = new ArrayList<>();
      for (long offset : index.page(device(number), 0, 1_000_000)) {
        offsets.add(offset);
      }
      mailboxes.put(number, offsets);
    }
    return mailboxes;
  }

  /// Returns what an index made from the log alone says.
  Map<Integer, List<Long>> mailboxesByTheLog() {
    try (RocksIndexStore index = newDisk().open(PARTITION, LOG)) {
      catchUp(index);
      return mailboxes(index);
    }
  }

  SnapshotUpload.Outcome publish(
      SnapshotStore store, IndexDirectory disk, RocksIndexStore index, long epoch)
      throws IOException {
    return new SnapshotUpload(store, disk, settings, metrics)
        .publishIfDue(new SnapshotUpload.Subject(PARTITION, epoch, index, () -> true), NOW_MS);
  }

  Wanted wanted() {
    return new Wanted(PARTITION, 0, log.size(), 0, NOW_MS);
  }

  @Override
  public void close() {
    directories.forEach(IndexDirectory::close);
  }
}
