package io.restante.streams.audit.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.streams.audit.rules.Levels.Until;
import org.junit.jupiter.api.Test;

class LevelsTest {
  private static final long MINUTE = 60_000;
  private static final long START = 29_916_666L * MINUTE;

  private final Levels levels = new Levels();

  @Test
  void latenciesAreThoseOfThisMinuteAndTheLast() {
    for (int i = 1; i <= 100; i++) {
      levels.online(i, 2L * i, START);
    }
    assertThat(levels.percentileMs(Until.SENT, 50, START)).isEqualTo(50);
    assertThat(levels.percentileMs(Until.SENT, 99, START + MINUTE)).isEqualTo(99);
    assertThat(levels.percentileMs(Until.STORED, 100, START + MINUTE)).isBetween(199L, 201L);
    levels.online(7, 7, START + MINUTE);
    assertThat(levels.percentileMs(Until.SENT, 99, START + 2 * MINUTE)).isEqualTo(7);
    assertThat(levels.percentileMs(Until.SENT, 99, START + 3 * MINUTE)).isZero();
  }

  @Test
  void clocksThatDisagreeMakeNoNegativeLatency() {
    levels.online(-5, -1, START);
    assertThat(levels.percentileMs(Until.SENT, 50, START)).isZero();
    levels.online(Long.MAX_VALUE, Long.MAX_VALUE, START);
    assertThat(levels.percentileMs(Until.SENT, 100, START)).isGreaterThan(80_000_000);
  }

  @Test
  void successIsThatOfTheLastHour() {
    assertThat(levels.successPpm(START)).isEqualTo(1_000_000);
    levels.failed(START);
    for (int i = 0; i < 3; i++) {
      levels.delivered(START + i * (10 * MINUTE));
    }
    assertThat(levels.successPpm(START + 20 * MINUTE)).isEqualTo(750_000);
    assertThat(levels.successPpm(START + 59 * MINUTE)).isEqualTo(750_000);
    assertThat(levels.successPpm(START + 60 * MINUTE)).isEqualTo(1_000_000);
  }

  @Test
  void timeThatGoesBackIsTheSameMinute() {
    levels.failed(START);
    levels.delivered(START - 5 * MINUTE);
    assertThat(levels.successPpm(START)).isEqualTo(500_000);
  }
}
