package io.restante.it.swarm;

import org.HdrHistogram.Histogram;

/// Latencies of one measured stretch, nanoseconds from the intended send time. Owned by the swarm's
/// event loop.
public final class Latencies {
  private static final long HIGHEST_NANOS = 120_000_000_000L;

  private final Histogram accepted = new Histogram(HIGHEST_NANOS, 3);
  private final Histogram endToEnd = new Histogram(HIGHEST_NANOS, 3);
  private final Histogram toLast = new Histogram(HIGHEST_NANOS, 3);
  private long fromNanos = Long.MAX_VALUE;
  private long untilNanos = Long.MAX_VALUE;

  /// Forgets everything and measures messages due in a stretch of time.
  ///
  /// @param from [System#nanoTime()] of the first
  /// @param until [System#nanoTime()] after the last
  void measure(long from, long until) {
    accepted.reset();
    endToEnd.reset();
    toLast.reset();
    fromNanos = from;
    untilNanos = until;
  }

  void onAccepted(long intendedNanos, long nowNanos) {
    if (isMeasured(intendedNanos)) {
      accepted.recordValue(Math.min(HIGHEST_NANOS, Math.max(0, nowNanos - intendedNanos)));
    }
  }

  void onReceived(long intendedNanos, long nowNanos) {
    if (isMeasured(intendedNanos)) {
      endToEnd.recordValue(Math.min(HIGHEST_NANOS, Math.max(0, nowNanos - intendedNanos)));
    }
  }

  void onCompleted(long intendedNanos, long nowNanos) {
    if (isMeasured(intendedNanos)) {
      toLast.recordValue(Math.min(HIGHEST_NANOS, Math.max(0, nowNanos - intendedNanos)));
    }
  }

  Histogram accepted() {
    return accepted.copy();
  }

  Histogram endToEnd() {
    return endToEnd.copy();
  }

  Histogram toLast() {
    return toLast.copy();
  }

  private boolean isMeasured(long intendedNanos) {
    return intendedNanos - fromNanos >= 0 && intendedNanos - untilNanos < 0;
  }
}
