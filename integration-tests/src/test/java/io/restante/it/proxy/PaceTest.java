package io.restante.it.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class PaceTest {
  private static final long START = 5_000;
  private static final long SECOND = 1_000_000_000;

  @Test
  void clearWeatherDelaysNothing() {
    assertThat(pace(Weather.CLEAR, 1).dueNanos(START + 7, 1_000)).isEqualTo(START + 7);
  }

  @Test
  void everyByteIsLateByTheLatency() {
    Pace pace = pace(Weather.late(Duration.ofNanos(300), Duration.ZERO), 1);

    assertThat(pace.dueNanos(START, 10)).isEqualTo(START + 300);
    assertThat(pace.dueNanos(START + 50, 10)).isEqualTo(START + 350);
  }

  @Test
  void jitterNeverReordersAndNeverExceedsItsBound() {
    Pace pace = pace(Weather.late(Duration.ofNanos(100), Duration.ofNanos(1_000)), 1);
    long before = START;

    for (int i = 0; i < 1_000; i++) {
      long due = pace.dueNanos(START + i, 1);
      assertThat(due).isBetween(Math.max(before, START + i + 100), START + i + 1_100);
      before = due;
    }
  }

  @Test
  void sameSeedDrawsTheSameJitter() {
    assertThat(dues(7)).isEqualTo(dues(7)).isNotEqualTo(dues(8));
  }

  @Test
  void slowBytesFollowEachOtherAtTheRate() {
    Pace pace = pace(Weather.slow(1_000), 1);

    assertThat(pace.pieceBytes()).isEqualTo(50);
    assertThat(pace.dueNanos(START, 500)).isEqualTo(START + SECOND / 2);
    assertThat(pace.dueNanos(START, 500)).isEqualTo(START + SECOND);
    // After a pause nothing is owed for the time without bytes.
    assertThat(pace.dueNanos(START + 10 * SECOND, 1_000)).isEqualTo(START + 11 * SECOND);
  }

  @Test
  void slowestStreamStillGoesByteByByte() {
    assertThat(pace(Weather.slow(1), 1).pieceBytes()).isOne();
  }

  @Test
  void changedWeatherOwesNothingToTheOneBefore() {
    Pace pace = pace(Weather.slow(1), 1);
    pace.dueNanos(START, 1_000);

    pace.change(Weather.CLEAR, START + 2);

    assertThat(pace.dueNanos(START + 3, 1_000)).isEqualTo(START + 3);
  }

  private static List<Long> dues(long seed) {
    Pace pace = pace(Weather.late(Duration.ZERO, Duration.ofMillis(1)), seed);
    List<Long> dues = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      dues.add(pace.dueNanos(START + i * SECOND, 1));
    }
    return dues;
  }

  private static Pace pace(Weather weather, long seed) {
    Pace pace = new Pace(new SplittableRandom(seed), START);
    pace.change(weather, START);
    return pace;
  }
}
