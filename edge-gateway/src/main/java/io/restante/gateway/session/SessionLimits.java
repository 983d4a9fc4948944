package io.restante.gateway.session;

import java.time.Duration;

/// The limits of one connection.
///
/// @param helloTimeout how long after the handshake HELLO may take
/// @param idleTimeout how long a device may send nothing
/// @param sendWindow SENDs that may be unanswered before the connection is no longer read, 1 or
///   more
/// @param sendsPerSecond SENDs a second that a connection may keep up, 1 to 1,000,000
/// @param sendBurst SENDs that may come at once after silence, 1 to 1,000,000
/// @param refusalsInRowMax frames refused in a row before the connection is closed, 1 or more
public record SessionLimits(
    Duration helloTimeout,
    Duration idleTimeout,
    int sendWindow,
    int sendsPerSecond,
    int sendBurst,
    int refusalsInRowMax) {
  private static final Duration TIMEOUT_MAX = Duration.ofDays(1);

  /// The limits unless others are set.
  public static final SessionLimits DEFAULT =
      new SessionLimits(Duration.ofSeconds(10), Duration.ofMinutes(5), 128, 500, 1_000, 1_000);

  private static final int RATE_MAX = 1_000_000;

  /// Checks every limit.
  ///
  /// @throws IllegalArgumentException when one is out of its range
  public SessionLimits {
    checkTimeout("helloTimeout", helloTimeout);
    checkTimeout("idleTimeout", idleTimeout);
    checkCount("sendWindow", sendWindow, Integer.MAX_VALUE);
    checkCount("sendsPerSecond", sendsPerSecond, RATE_MAX);
    checkCount("sendBurst", sendBurst, RATE_MAX);
    checkCount("refusalsInRowMax", refusalsInRowMax, Integer.MAX_VALUE);
  }

  private static void checkTimeout(String name, Duration timeout) {
    if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(TIMEOUT_MAX) > 0) {
      throw new IllegalArgumentException(name + ": " + timeout + " (expected: 1 ms .. 1 day)");
    }
  }

  private static void checkCount(String name, int count, int most) {
    if (count < 1 || count > most) {
      throw new IllegalArgumentException(name + ": " + count + " (expected: 1.." + most + ")");
    }
  }
}
