package io.restante.gateway.ownership;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// What the claims in the log come to. Written by one thread, read by any.
final class OwnershipTable {
  private final AtomicReferenceArray<@Nullable Home> homes;

  OwnershipTable(int partitions) {
    this.homes = new AtomicReferenceArray<>(partitions);
  }

  int partitions() {
    return homes.length();
  }

  /// Takes in the next claim of the log.
  ///
  /// @return false when it is passed over, being older than what is known or of no partition
  boolean take(int partition, Home claim) {
    if (partition < 0 || partition >= homes.length()) {
      return false;
    }
    Home known = homes.get(partition);
    if (known != null && known.epoch() > claim.epoch()) {
      return false;
    }
    homes.set(partition, claim);
    return true;
  }

  /// Returns where a partition is; null when nobody has ever claimed it.
  @Nullable Home home(int partition) {
    return homes.get(partition);
  }
}
