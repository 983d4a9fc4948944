package io.restante.gateway.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SteadyClockTest {
  private static final long START_MS = 1_795_316_400_000L;

  private long wallMs = START_MS;
  private long nanos = -5_000_000_000L;
  private final SteadyClock clock =
      new SteadyClock(() -> Instant.ofEpochMilli(wallMs), () -> nanos);

  @Test
  void runsWithTheMachinesClock() {
    for (int step = 0; step < 1_000; step++) {
      pass(7);
      assertThat(clock.millis()).isEqualTo(wallMs);
    }
  }

  @Test
  void clockSetForwardForAMomentChangesNextToNothing() {
    wallMs += Duration.ofMinutes(12).toMillis();
    pass(1_300);
    clock.millis();
    wallMs -= Duration.ofMinutes(12).toMillis();
    pass(5);
    assertThat(clock.millis() - wallMs).isBetween(0L, 130L);
  }

  @Test
  void clockSetBackGoesOnAndIsMetAgain() {
    wallMs -= 60_000;
    long last = clock.millis();
    for (int second = 0; second < 660; second++) {
      pass(1_000);
      long now = clock.millis();
      assertThat(now - last).isBetween(899L, 1_101L);
      last = now;
    }
    assertThat(last).isEqualTo(wallMs);
  }

  @Test
  void neverGoesBackWhateverTheMachinesClockDoes() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    long last = clock.millis();
    for (int step = 0; step < 20_000; step++) {
      pass(random.nextInt(20));
      wallMs += random.nextInt(50) == 0 ? random.nextLong(-10_000_000, 10_000_000) : 0;
      long now = clock.millis();
      assertThat(now).as("seed %d", seed).isGreaterThanOrEqualTo(last);
      last = now;
    }
  }

  private void pass(long ms) {
    nanos += ms * 1_000_000;
    wallMs += ms;
  }
}
