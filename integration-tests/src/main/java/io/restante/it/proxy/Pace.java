package io.restante.it.proxy;

import java.util.random.RandomGenerator;

/// Says when bytes are due that go one way through one connection. Pure; single-threaded.
///
/// Times are nanoseconds of any clock that only goes forward. What is due never goes back, so bytes
/// stay in order whatever the jitter draws.
final class Pace {
  private static final long SECOND_NANOS = 1_000_000_000;

  /// How many pieces a second a slow stream is cut into.
  private static final int PIECES_PER_SECOND = 20;

  private final RandomGenerator random;
  private Weather weather = Weather.CLEAR;
  private long freeAtNanos;
  private long lastDueNanos;

  Pace(RandomGenerator random, long nowNanos) {
    this.random = random;
    change(Weather.CLEAR, nowNanos);
  }

  /// Begins anew under another weather: what was due before says nothing any more.
  void change(Weather next, long nowNanos) {
    weather = next;
    freeAtNanos = nowNanos;
    lastDueNanos = nowNanos;
  }

  /// Returns how many bytes may go together, 1 or more.
  int pieceBytes() {
    int rate = weather.bytesPerSecond();
    return rate == 0 ? Integer.MAX_VALUE : Math.max(1, rate / PIECES_PER_SECOND);
  }

  /// Returns when bytes that came now are due.
  long dueNanos(long nowNanos, int bytes) {
    int rate = weather.bytesPerSecond();
    long takes = rate == 0 ? 0 : bytes * SECOND_NANOS / rate;
    freeAtNanos = Math.max(freeAtNanos, nowNanos) + takes;
    long jitter = weather.jitter().toNanos();
    long late = weather.latency().toNanos() + (jitter == 0 ? 0 : random.nextLong(jitter + 1));
    lastDueNanos = Math.max(lastDueNanos, freeAtNanos + late);
    return lastDueNanos;
  }
}
