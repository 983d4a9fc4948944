package io.restante.streams.audit.rules;

import org.HdrHistogram.Histogram;

/// The service levels: how many messages were delivered, and how fast to who was connected, of the
/// last while. Thread-safe; every task of the process writes into one.
///
/// Kept by the minute: the latencies of this minute and the last, what ended of 60 minutes.
public final class Levels {
  private static final int MINUTES = 60;
  private static final long MINUTE_MS = 60_000;
  private static final long LATENCY_MAX_MS = 86_400_000;
  private static final int DIGITS = 2;
  private static final long MILLION = 1_000_000;

  // All guarded by this.
  private final long[] delivered = new long[MINUTES];
  private final long[] failed = new long[MINUTES];
  private Latencies now = new Latencies();
  private Latencies before = new Latencies();
  private long minute;

  /// Of one minute.
  private static final class Latencies {
    private final Histogram sent = new Histogram(LATENCY_MAX_MS, DIGITS);
    private final Histogram stored = new Histogram(LATENCY_MAX_MS, DIGITS);
  }

  /// Which latency.
  public enum Until {
    /// Until the message was given to the connection.
    SENT,
    /// Until the node knew that the device had stored it.
    STORED
  }

  /// A message was delivered.
  synchronized void delivered(long nowMs) {
    turnTo(nowMs);
    delivered[slot()]++;
  }

  /// A message was delivered to who was connected when the log took it.
  ///
  /// @param sentMs how long it took to the connection, milliseconds
  /// @param storedMs how long it took to be known to be stored
  synchronized void online(long sentMs, long storedMs, long nowMs) {
    turnTo(nowMs);
    now.sent.recordValue(clipped(sentMs));
    now.stored.recordValue(clipped(storedMs));
  }

  /// A message was not delivered and will not be.
  synchronized void failed(long nowMs) {
    turnTo(nowMs);
    failed[slot()]++;
  }

  private static long clipped(long latencyMs) {
    return Math.clamp(latencyMs, 0, LATENCY_MAX_MS);
  }

  private int slot() {
    return (int) (minute % MINUTES);
  }

  private void turnTo(long nowMs) {
    long next = nowMs / MINUTE_MS;
    if (next <= minute) {
      return;
    }
    before = next == minute + 1 ? now : new Latencies();
    now = new Latencies();
    long from = Math.max(minute + 1, next - MINUTES + 1);
    minute = next;
    for (long passed = from; passed <= next; passed++) {
      delivered[(int) (passed % MINUTES)] = 0;
      failed[(int) (passed % MINUTES)] = 0;
    }
  }

  /// Returns how many of a million messages that came to their end within the last hour were
  /// delivered; a million when none did.
  public synchronized long successPpm(long nowMs) {
    turnTo(nowMs);
    long good = 0;
    long bad = 0;
    for (int i = 0; i < MINUTES; i++) {
      good += delivered[i];
      bad += failed[i];
    }
    return good + bad == 0 ? MILLION : good * MILLION / (good + bad);
  }

  /// Returns a percentile of the latencies to who was connected, of this minute and the last,
  /// milliseconds, with two digits; 0 when there was none.
  ///
  /// @param percentile 0 to 100
  public synchronized long percentileMs(Until until, double percentile, long nowMs) {
    turnTo(nowMs);
    Histogram both = new Histogram(LATENCY_MAX_MS, DIGITS);
    both.add(until == Until.SENT ? now.sent : now.stored);
    both.add(until == Until.SENT ? before.sent : before.stored);
    return both.getTotalCount() == 0 ? 0 : both.getValueAtPercentile(percentile);
  }
}
