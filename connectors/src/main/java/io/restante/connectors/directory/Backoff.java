package io.restante.connectors.directory;

import java.time.Duration;

/// How long to wait before the next attempt: longer after each failure, up to a bound. Pure.
///
/// @param first the first pause
/// @param most the longest pause
record Backoff(Duration first, Duration most) {
  /// Returns the pause after failures in a row.
  ///
  /// @param failures how many, 1 or more
  Duration pause(int failures) {
    Duration pause = first;
    for (int i = 1; i < failures && pause.compareTo(most) < 0; i++) {
      pause = pause.multipliedBy(2);
    }
    return pause.compareTo(most) < 0 ? pause : most;
  }
}
