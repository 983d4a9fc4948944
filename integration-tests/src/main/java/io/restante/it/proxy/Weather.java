package io.restante.it.proxy;

import java.time.Duration;

/// What a network does to bytes that go one way. Immutable.
///
/// @param latency how late every byte is
/// @param jitter how much later some are, at the most; bytes stay in order
/// @param bytesPerSecond how fast bytes go through, on each connection; 0 for at once
/// @param isBlackHole whether nothing goes through at all, ends of connections included, until the
///   weather changes
public record Weather(Duration latency, Duration jitter, int bytesPerSecond, boolean isBlackHole) {
  /// Everything goes through at once.
  public static final Weather CLEAR = new Weather(Duration.ZERO, Duration.ZERO, 0, false);

  /// Nothing goes through.
  public static final Weather BLACK_HOLE = new Weather(Duration.ZERO, Duration.ZERO, 0, true);

  /// Checks the limits.
  public Weather {
    if (latency.isNegative() || jitter.isNegative() || bytesPerSecond < 0) {
      throw new IllegalArgumentException(
          "latency, jitter, bytesPerSecond: %s, %s, %d (expected: 0 or more)"
              .formatted(latency, jitter, bytesPerSecond));
    }
  }

  /// Returns weather in which everything is late.
  public static Weather late(Duration latency, Duration jitter) {
    return new Weather(latency, jitter, 0, false);
  }

  /// Returns weather in which bytes trickle.
  ///
  /// @param bytesPerSecond 1 or more
  public static Weather slow(int bytesPerSecond) {
    return new Weather(Duration.ZERO, Duration.ZERO, bytesPerSecond, false);
  }
}
