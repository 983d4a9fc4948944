package io.restante.it.faults;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// When things of a round are due. Thread-safe.
///
/// @param startNanos when the round began, by [System#nanoTime]
record Timeline(long startNanos) {
  static Timeline fromNow() {
    return new Timeline(System.nanoTime());
  }

  /// Waits until a moment of the round has come.
  void awaitMoment(Duration at) {
    long left = left(at);
    while (left > 0) {
      LockSupport.parkNanos(left);
      left = left(at);
    }
  }

  private long left(Duration at) {
    return startNanos + at.toNanos() - System.nanoTime();
  }
}
