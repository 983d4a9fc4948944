package io.restante.gateway.listener;

import java.time.Duration;

/// What long polling may cost.
///
/// @param hold how long a poll waits for something to answer
/// @param idleTimeout how long a connection may be without a poll, and a socket without a request
public record PollLimits(Duration hold, Duration idleTimeout) {
  private static final Duration MOST = Duration.ofDays(1);

  /// The limits unless others are set. Many a middlebox cuts what is silent for 30 s.
  public static final PollLimits DEFAULT =
      new PollLimits(Duration.ofSeconds(25), Duration.ofMinutes(1));

  /// Checks both.
  ///
  /// @throws IllegalArgumentException when one is out of its range
  public PollLimits {
    check("hold", hold);
    check("idleTimeout", idleTimeout);
  }

  private static void check(String name, Duration time) {
    if (time.compareTo(Duration.ofMillis(1)) < 0 || time.compareTo(MOST) > 0) {
      throw new IllegalArgumentException(name + ": " + time + " (expected: 1 ms .. 1 day)");
    }
  }
}
