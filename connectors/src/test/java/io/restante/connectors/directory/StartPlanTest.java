package io.restante.connectors.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.connectors.directory.StartPlan.Begin;
import io.restante.connectors.directory.StartPlan.Cause;
import io.restante.connectors.directory.StartPlan.Place;
import io.restante.connectors.directory.StartPlan.Resume;
import io.restante.connectors.directory.StartPlan.Slot;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StartPlanTest {
  private static final Optional<Place> POSITION = Optional.of(new Place(7, 1, 100));

  @Test
  void itGoesOnWhereTheSlotStillHasEverything() {
    assertThat(plan(POSITION, slot(100), 100)).isEqualTo(new Resume(100));
    assertThat(plan(POSITION, slot(90), 500)).isEqualTo(new Resume(100));
  }

  @Test
  void itBeginsAgainWhereSomethingMayBeMissing() {
    assertThat(plan(Optional.empty(), slot(90), 500)).isEqualTo(begin(Cause.NO_POSITION));
    assertThat(plan(POSITION, Optional.empty(), 500)).isEqualTo(begin(Cause.NO_SLOT));
    assertThat(plan(POSITION, slot(101), 500)).isEqualTo(begin(Cause.SLOT_AHEAD));
    assertThat(plan(POSITION, slot(90), 99)).isEqualTo(begin(Cause.DATABASE_BEHIND));
    assertThat(plan(POSITION, Optional.of(new Slot(true, 90)), 500))
        .isEqualTo(begin(Cause.LOG_GONE));
  }

  @Test
  void itBeginsAgainWhenNumbersAreOfAnotherHistory() {
    assertThat(StartPlan.of(POSITION, slot(90), new Place(8, 1, 500)))
        .isEqualTo(begin(Cause.OTHER_DATABASE));
    assertThat(StartPlan.of(POSITION, slot(90), new Place(7, 2, 500)))
        .isEqualTo(begin(Cause.OTHER_TIMELINE));
    Optional<Place> ofNobody = Optional.of(new Place(0, 0, 100));
    assertThat(plan(ofNobody, slot(90), 500)).isEqualTo(begin(Cause.OTHER_DATABASE));
  }

  @Test
  void pausesGrowUpToABound() {
    Backoff backoff = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(5));
    assertThat(backoff.pause(1)).isEqualTo(Duration.ofMillis(250));
    assertThat(backoff.pause(3)).isEqualTo(Duration.ofSeconds(1));
    assertThat(backoff.pause(1_000_000)).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void aLogSequenceNumberIsTwoHalves() {
    assertThat(ExportedSnapshot.lsn("0/1936F50")).isEqualTo(0x1936F50);
    assertThat(ExportedSnapshot.lsn("16/B374D848")).isEqualTo(0x16_B374_D848L);
  }

  private static StartPlan plan(Optional<Place> position, Optional<Slot> slot, long databaseLsn) {
    return StartPlan.of(position, slot, new Place(7, 1, databaseLsn));
  }

  private static Optional<Slot> slot(long confirmed) {
    return Optional.of(new Slot(false, confirmed));
  }

  private static StartPlan begin(Cause cause) {
    return new Begin(cause);
  }
}
