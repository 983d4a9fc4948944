package io.restante.gateway.snapshot;

import java.util.List;
import java.util.UUID;

/// What a snapshot is made of.
///
/// @param gateway the fleet's name
/// @param log the id of the topic: offsets belong to it
/// @param partition whose index it is
/// @param name under which owner it was made, and how far the index was
/// @param checkpointedAtMs when the index was made durable, milliseconds since 1970 UTC
/// @param node who published it, for people
/// @param files what the index is made of
record Manifest(
    String gateway,
    UUID log,
    int partition,
    ManifestName name,
    long checkpointedAtMs,
    String node,
    List<Item> files) {
  /// Copies the list.
  Manifest {
    files = List.copyOf(files);
  }

  /// One file of an index.
  ///
  /// @param name what RocksDB calls it
  /// @param bytes its size
  /// @param sha256 of its bytes, 64 hexadecimal digits
  record Item(String name, long bytes, String sha256) {}

  /// Returns the size of all files together.
  long bytes() {
    long bytes = 0;
    for (Item file : files) {
      bytes = Math.addExact(bytes, file.bytes());
    }
    return bytes;
  }
}
