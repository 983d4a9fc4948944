package io.restante.it.faults;

import io.restante.it.world.Planting;
import java.io.IOException;
import java.nio.file.Path;

/// A bug planted into a real node, to see that the checks find it: one line of the product's source
/// is replaced, and what comes of it is put ahead of the product on the node's class path. The
/// product itself has no place for bugs to be planted in.
enum PlantedBug {
  /// The position is made durable without the envelopes before it.
  COMMIT_BEFORE_INDEX("index/RocksIndexStore.java", "batch.put(key, EMPTY);", "batch.delete(key);"),

  /// The tombstone is appended when an envelope is sent, not when the device has stored it.
  TOMBSTONE_BEFORE_ACKNOWLEDGEMENT(
      "mailbox/DeliveryCore.java",
      "mailbox.send(stored.inFlight(found, value, mailbox, nowMs), nowMs);",
      """
      mailbox.send(stored.inFlight(found, value, mailbox, nowMs), nowMs);
      actions.add(new Action.Forget<>(found.slot(), found.offset(), found.offset()));
      """),

  /// A newer record that a tombstone erases is not appended again.
  TOMBSTONE_ERASES_NEWER(
      "deliver/OwnedPartition.java", "repeat(slot, version, value);\n", "true;\n"),

  /// What a sweep reads is lost on its way to the core.
  DROPPED_SWEEP(
      "deliver/SweepReader.java",
      "LogRecords.chunk(fetched.records())",
      "LogRecords.chunk(List.of())");

  private static final Path SOURCES =
      Path.of("..", "edge-gateway", "src", "main", "java", "io", "restante", "gateway");

  private final String file;
  private final String right;
  private final String wrong;

  PlantedBug(String file, String right, String wrong) {
    this.file = file;
    this.right = right;
    this.wrong = wrong;
  }

  /// Plants the bug.
  ///
  /// @param directory takes source and classes
  /// @return where the classes are
  /// @throws IllegalStateException when the product's line is not what it was: plant another
  Path plantIn(Path directory) throws IOException {
    return Planting.plant(SOURCES.resolve(file), right, wrong, directory);
  }
}
