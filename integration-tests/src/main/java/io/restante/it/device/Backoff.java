package io.restante.it.device;

import java.util.random.RandomGenerator;

/// How long to wait before the next attempt to connect: anything up to a bound that doubles with
/// each failure ("full jitter"), so that devices cut off together don't return together.
/// Single-threaded.
final class Backoff {
  private final long firstMs;
  private final long maxMs;
  private final RandomGenerator random;
  private long boundMs;

  Backoff(DeviceSettings settings, RandomGenerator random) {
    this.firstMs = settings.backoffFirst().toMillis();
    this.maxMs = settings.backoffMax().toMillis();
    this.random = random;
    this.boundMs = firstMs;
  }

  /// Returns the next wait, 1 ms or more.
  long nextMs() {
    long wait = random.nextLong(1, boundMs + 1);
    boundMs = Math.min(maxMs, boundMs * 2);
    return wait;
  }

  /// A connection was welcomed, or sent elsewhere: the next wait is short again.
  void onAnswered() {
    boundMs = firstMs;
  }
}
