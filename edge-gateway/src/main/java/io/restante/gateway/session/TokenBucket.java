package io.restante.gateway.session;

/// A token bucket: full at first, refilled evenly, never above its size. Counts in thousandths of a
/// token, so that it is exact to the millisecond.
public final class TokenBucket {
  private static final long TOKEN = 1_000;

  private final int perSecond;
  private final int size;
  private long level;
  private long filledAtMs;

  /// Creates a full bucket.
  ///
  /// @param perSecond tokens added a second, 1 to 1,000,000
  /// @param size tokens at the most, 1 to 1,000,000
  public TokenBucket(int perSecond, int size, long nowMs) {
    this.perSecond = perSecond;
    this.size = size;
    this.level = size * TOKEN;
    this.filledAtMs = nowMs;
  }

  /// Takes one token; returns 0 when there was one, else how many milliseconds until there is.
  public int take(long nowMs) {
    // A bucket is full long before 2^31 ms have passed; the bound keeps the product in range.
    long passedMs = Math.clamp(nowMs - filledAtMs, 0, Integer.MAX_VALUE);
    level = Math.min(size * TOKEN, level + passedMs * perSecond);
    filledAtMs = nowMs;
    if (level >= TOKEN) {
      level -= TOKEN;
      return 0;
    }
    return (int) Math.ceilDiv(TOKEN - level, (long) perSecond);
  }
}
