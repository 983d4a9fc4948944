package io.restante.gateway.ownership;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/// What lanes and listeners have to do with other nodes. Thread-safe; no method blocks.
public interface Homes {
  /// This node has been given a partition.
  ///
  /// @param epoch the generation of the group in which it was
  void took(int partition, long epoch);

  /// This node has lost a partition, or given it up.
  void lost(int partition);

  /// Returns this node's own address when it has the partition itself and devices can come; null
  /// otherwise.
  @Nullable URI here(int partition);

  /// Returns where a partition is when that is known and is not this node; null otherwise.
  @Nullable Home elsewhere(int partition);

  /// Whether no partition is known to be at another node.
  boolean isAlone();
}
