package io.restante.it.world;

import java.util.HashSet;
import java.util.Set;

/// Which message slots a stretch of the log has filled and emptied. Keeps 8 bytes of hash for each
/// slot, so that a few million fit. Single-threaded.
public final class Census {
  private final Set<Long> emptied = new HashSet<>();
  private final Set<Long> filled = new HashSet<>();

  /// Counts a record.
  void add(byte[] key, boolean isTombstone) {
    (isTombstone ? emptied : filled).add(hash(key));
  }

  /// Returns how many slots were emptied.
  public long emptied() {
    return emptied.size();
  }

  /// Returns how many slots still hold an envelope at the end of the stretch.
  public long holding() {
    return filled.stream().filter(slot -> !emptied.contains(slot)).count();
  }

  private static long hash(byte[] key) {
    long hash = 0xCBF2_9CE4_8422_2325L;
    for (byte next : key) {
      hash = (hash ^ next) * 0x0000_0100_0000_01B3L;
    }
    return hash ^ (hash >>> 29);
  }
}
