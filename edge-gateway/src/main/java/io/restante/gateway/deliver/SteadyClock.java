package io.restante.gateway.deliver;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/// The time of day as a lane sees it: never goes back, and never runs faster or slower than a tenth
/// off. When the machine's clock is set, forward or back, it follows in its own time, so that
/// nothing is due all at once and nothing stands still.
///
/// Owned by one thread.
final class SteadyClock {
  private static final long NANOS_PER_MS = 1_000_000;
  private static final int HURRY = 10;

  private final InstantSource wall;
  private final LongSupplier nanos;
  private long shownNanos;
  private long lookedAtNanos;

  /// Creates a clock that shows what the machine's shows now.
  ///
  /// @param wall the machine's clock
  /// @param nanos a clock that is never set, nanoseconds
  SteadyClock(InstantSource wall, LongSupplier nanos) {
    this.wall = wall;
    this.nanos = nanos;
    this.shownNanos = wall.millis() * NANOS_PER_MS;
    this.lookedAtNanos = nanos.getAsLong();
  }

  /// Returns the time, milliseconds since 1970 UTC.
  long millis() {
    long now = nanos.getAsLong();
    long passed = Math.max(0, now - lookedAtNanos);
    lookedAtNanos = now;
    long behind = wall.millis() * NANOS_PER_MS - (shownNanos + passed);
    shownNanos += passed + Math.clamp(behind, -passed / HURRY, passed / HURRY);
    return shownNanos / NANOS_PER_MS;
  }
}
