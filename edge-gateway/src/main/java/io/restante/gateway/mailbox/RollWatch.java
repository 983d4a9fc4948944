package io.restante.gateway.mailbox;

/// Knows whether a tombstone may still lie in the partition's open segment, which is never
/// compacted.
///
/// A segment closes only when something is appended `segment.ms` or more after its first record. So
/// a tombstone's segment has closed once any record is that much younger than the tombstone; when
/// none comes by itself, the owner appends a ticker. The source of the rule: Kafka's `segment.ms`.
final class RollWatch {
  private static final long NEVER = Long.MAX_VALUE;
  private static final long INTERVAL_MS = 1_000;

  private final long rollAfterMs;
  private long oldestOpenMs = NEVER;
  private long youngestMs = Long.MIN_VALUE;
  private long askedAtMs;

  RollWatch(long rollAfterMs) {
    this.rollAfterMs = rollAfterMs;
  }

  /// The partition is taken over: what was appended before may be a tombstone in the open segment,
  /// and is not read again when the index has it.
  ///
  /// @param end where the log ends now
  void onTakenOver(long end, long nowMs) {
    if (end > 0) {
      onRecord(nowMs, true);
    }
  }

  /// Takes in any record.
  void onRecord(long timestampMs, boolean isTombstone) {
    if (oldestOpenMs != NEVER && timestampMs - oldestOpenMs >= rollAfterMs) {
      long stillOpen = timestampMs - rollAfterMs + 1;
      oldestOpenMs = youngestMs >= stillOpen ? stillOpen : NEVER;
    }
    if (isTombstone) {
      youngestMs = Math.max(youngestMs, timestampMs);
      oldestOpenMs = Math.min(oldestOpenMs, timestampMs);
    }
  }

  /// Tells whether a ticker is to be appended now: when one is due, and once a second until it has
  /// come back through the log.
  boolean asksForTicker(long nowMs) {
    if (!isDue(nowMs) || nowMs - askedAtMs < INTERVAL_MS) {
      return false;
    }
    askedAtMs = nowMs;
    return true;
  }

  /// Tells whether a ticker is due.
  boolean isDue(long nowMs) {
    return oldestOpenMs != NEVER && nowMs - oldestOpenMs >= rollAfterMs;
  }
}
