package io.restante.gateway.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RollWatchTest {
  private static final long ROLL_AFTER = 1_000;

  private final RollWatch watch = new RollWatch(ROLL_AFTER);

  @Test
  void nothingIsDueWithoutATombstone() {
    watch.onRecord(0, false);

    assertThat(watch.isDue(1_000_000)).isFalse();
  }

  @Test
  void aTickerIsDueOnceATombstonesSegmentCanBeClosed() {
    watch.onRecord(500, true);

    assertThat(watch.isDue(1_499)).isFalse();
    assertThat(watch.isDue(1_500)).isTrue();
  }

  @Test
  void anyRecordLateEnoughClosesTheSegment() {
    watch.onRecord(500, true);

    watch.onRecord(1_500, false);

    assertThat(watch.isDue(1_000_000)).isFalse();
  }

  @Test
  void aTombstoneInTheSegmentThatTheRollBeganIsStillWatched() {
    watch.onRecord(500, true);
    watch.onRecord(1_400, true);

    watch.onRecord(1_600, false);

    assertThat(watch.isDue(1_600)).isFalse();
    assertThat(watch.isDue(1_600 + ROLL_AFTER)).isTrue();
  }

  @Test
  void whatWasAppendedBeforeTheTakeoverIsWatchedToo() {
    watch.onTakenOver(7, 500);
    watch.onRecord(100, true);

    assertThat(watch.isDue(1_100)).isTrue();
    watch.onRecord(1_100, false);

    assertThat(watch.isDue(1_100)).isFalse();
    assertThat(watch.isDue(1_101 + ROLL_AFTER)).isTrue();
    watch.onRecord(1_101 + ROLL_AFTER, false);
    assertThat(watch.isDue(1_000_000)).isFalse();
  }

  @Test
  void theRecordThatClosesTheSegmentMayBeATombstoneItself() {
    watch.onRecord(500, true);

    watch.onRecord(2_000, true);

    assertThat(watch.isDue(2_999)).isFalse();
    assertThat(watch.isDue(3_000)).isTrue();
  }
}
