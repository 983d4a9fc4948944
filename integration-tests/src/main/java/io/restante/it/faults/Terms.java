package io.restante.it.faults;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// What rounds are played under. Immutable.
///
/// @param size how large the estate is
/// @param hasGroups whether people write to groups too, and topologies fan that out
/// @param spared harm that is not done
/// @param planted directories of classes that nodes and topologies have instead of the product's
///   own
/// @param patience how long a message may take to arrive after everything is well again
record Terms(
    Size size, boolean hasGroups, Set<Harm.Kind> spared, List<Path> planted, Duration patience) {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /// Copies the collections.
  Terms {
    spared = Set.copyOf(spared);
    planted = List.copyOf(planted);
  }

  /// Returns the usual ones: every harm, the product as it is.
  static Terms of(Size size, boolean hasGroups) {
    return new Terms(size, hasGroups, Set.of(), List.of(), PATIENCE);
  }
}
