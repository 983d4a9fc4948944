package io.restante.gateway.mailbox;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Looks, every so often, through the head of the log for envelopes that nobody collected in time.
///
/// Records are in the order of their time, and what was collected is compacted away; so a search
/// reads old undelivered envelopes and little else, and ends at the first that is young enough.
///
/// Two clocks have to agree that a time is over: the brokers', which stamps every record, and the
/// node's. So no clock that is set wrong expires anything alone (ADR 0014). A ticker before each
/// search makes a quiet partition tell the brokers' time.
final class ExpirySearch {
  private static final int FINDS_AT_ONCE = 256;
  private static final long RESTING = -1;

  private final CoreSettings settings;
  private long dueAtMs;
  private long from = RESTING;
  private boolean hasAsked;

  /// When the newest record was taken in by the log; 0 while none has been seen.
  private long newestMs;

  ExpirySearch(CoreSettings settings, long nowMs) {
    this.settings = settings;
    this.dueAtMs = nowMs + settings.expiryIntervalMs();
  }

  /// Tells whether a ticker is to be appended, because a search is due: it begins when the log has
  /// told its time.
  boolean asksForTime(long nowMs) {
    if (from != RESTING || nowMs < dueAtMs) {
      return false;
    }
    dueAtMs = nowMs + settings.expiryIntervalMs();
    hasAsked = true;
    return true;
  }

  /// Takes in any record.
  ///
  /// @param timestampMs when the log took it in
  void onRecord(long timestampMs) {
    newestMs = timestampMs;
    if (hasAsked) {
      hasAsked = false;
      from = 0;
    }
  }

  boolean isUnderWay() {
    return from != RESTING;
  }

  /// Returns where the search wants to read.
  long from() {
    return from;
  }

  /// Looks through a chunk that covers [#from].
  ///
  /// @param end where the chunk ends
  /// @param position where the log ends, as far as it is known
  /// @param isWaiting tells whether an old envelope still waits for its device
  /// @return what has expired, a bounded number; the rest is found by reading again
  List<LogRecord> look(
      Chunk records, long end, long position, long nowMs, Predicate<LogRecord> isWaiting) {
    long knownMs = Math.min(nowMs, newestMs);
    List<LogRecord> expired = new ArrayList<>();
    int index = records.indexFrom(from);
    from = end < position ? end : RESTING;
    for (; index < records.size(); index++) {
      LogRecord found = records.record(index);
      if (knownMs - found.timestampMs() < settings.expireAfterMs()) {
        from = RESTING;
        break;
      }
      if (expired.size() == FINDS_AT_ONCE) {
        from = found.offset();
        break;
      }
      if (isWaiting.test(found)) {
        expired.add(found);
      }
    }
    if (from == RESTING) {
      dueAtMs = nowMs + settings.expiryIntervalMs();
    }
    return expired;
  }
}
