package io.restante.gateway.snapshot;

import io.restante.gateway.index.RocksIndexStore;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/// What lanes have to do with snapshots. Thread-safe; no method blocks.
public interface Snapshots {
  /// There are none: every takeover has its own index or reads the log.
  Snapshots OFF = new NoSnapshots();

  /// Whether a takeover that has to read so many records had better ask for one.
  boolean isWorthwhile(long records);

  /// Asks for a snapshot that is further on than the node's own index.
  ///
  /// @param whenDone told once, from another thread and within the time limit: a place on the disk
  ///   of the indexes with a copy that opens and is what it says, or nothing. Whoever is told gives
  ///   it to [io.restante.gateway.index.IndexDirectory#adopt] or to [#discard]
  void fetch(Wanted wanted, Consumer<Optional<Path>> whenDone);

  /// Throws a copy away that nobody needs any more.
  void discard(Path copy);

  /// This node owns a partition now and is to publish snapshots of its index.
  ///
  /// @param epoch the generation of the group in which it was given the partition
  void owned(int partition, long epoch, RocksIndexStore index);

  /// This node does not own a partition any more; its index is about to be closed.
  void lost(int partition);

  /// What a takeover can use.
  ///
  /// @param partition which partition
  /// @param beginning the first offset that the log still has
  /// @param end the offset of the next record
  /// @param own how far the node's own index is; 0 when it has none
  /// @param nowMs the time now, milliseconds since 1970 UTC
  record Wanted(int partition, long beginning, long end, long own, long nowMs) {}
}
