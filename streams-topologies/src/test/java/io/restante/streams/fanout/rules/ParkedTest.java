package io.restante.streams.fanout.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.streams.table.CrashTable;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// The bounds of what waits, each at its edge.
class ParkedTest {
  private static final int NO_BOUND = 1 << 30;

  private final CrashTable table = new CrashTable();
  private final Counts counts = new Counts();
  private final Retirement retirement = new Retirement();
  private long offset;

  private Parked parked(int groupMessages, int groupBytes, int taskMessages, int taskBytes) {
    Limits limits =
        new Limits(
            Duration.ofSeconds(30),
            groupMessages,
            groupBytes,
            taskMessages,
            taskBytes,
            Duration.ofSeconds(15),
            64,
            100);
    return new Parked(table, limits, counts);
  }

  private boolean park(Parked parked, int group, int bytes) {
    offset++;
    return parked.park(
        Messages.arrival(Messages.group(group), Messages.device(1), offset, offset, bytes), 0);
  }

  @Test
  void aGroupHasSoManyMessages() {
    Parked parked = parked(3, NO_BOUND, NO_BOUND, NO_BOUND);
    for (int i = 0; i < 3; i++) {
      assertThat(park(parked, 1, 100)).isTrue();
    }
    assertThat(park(parked, 1, 100)).isFalse();
    assertThat(park(parked, 2, 100)).isTrue();
    assertThat(parked.size()).isEqualTo(4);
    assertThat(table.size()).isEqualTo(4);
  }

  @Test
  void aGroupHasSoManyBytes() {
    Parked parked = parked(NO_BOUND, 1_000, NO_BOUND, NO_BOUND);
    assertThat(park(parked, 1, 600)).isTrue();
    assertThat(park(parked, 1, 401)).isFalse();
    assertThat(park(parked, 1, 400)).isTrue();
    assertThat(park(parked, 1, 1)).isFalse();
    assertThat(park(parked, 2, 1_000)).isTrue();
  }

  @Test
  void aTaskHasSoManyMessages() {
    Parked parked = parked(NO_BOUND, NO_BOUND, 2, NO_BOUND);
    assertThat(park(parked, 1, 100)).isTrue();
    assertThat(park(parked, 2, 100)).isTrue();
    assertThat(park(parked, 3, 100)).isFalse();
  }

  @Test
  void aTaskHasSoManyBytes() {
    Parked parked = parked(NO_BOUND, NO_BOUND, NO_BOUND, 1_000);
    assertThat(park(parked, 1, 600)).isTrue();
    assertThat(park(parked, 2, 401)).isFalse();
    assertThat(park(parked, 2, 400)).isTrue();
  }

  @Test
  void whatComesAgainTakesItsOwnPlaceEvenWhereThereIsNoRoom() {
    Parked parked = parked(1, NO_BOUND, 1, NO_BOUND);
    Arrival arrival = Messages.arrival(Messages.group(1), Messages.device(1), 1, 1, 100);
    assertThat(parked.park(arrival, 5)).isTrue();
    assertThat(parked.park(arrival, 9)).isTrue();
    assertThat(parked.size()).isEqualTo(1);
    assertThat(parked.oldestMs(100)).isEqualTo(5);
  }

  @Test
  void roomIsFreeWhenTheMessageIsOutOfTheTable() {
    Parked parked = parked(NO_BOUND, NO_BOUND, 1, NO_BOUND);
    assertThat(park(parked, 1, 100)).isTrue();
    parked.release(Messages.group(1), parked.lane(Messages.group(1)).iterator().next(), retirement);
    assertThat(parked.size()).isZero();
    assertThat(park(parked, 2, 100)).as("it is in the table until that is committed").isFalse();
    assertThat(parked.lowestOffset()).isEqualTo(1);
    retirement.onProcessed(Source.MESSAGES, 5);
    retirement.onCommitted(new Committed(0, 6));
    assertThat(parked.lowestOffset()).isEqualTo(Long.MAX_VALUE);
    assertThat(park(parked, 2, 100)).isTrue();
  }

  @Test
  void whatWasDeletedIsClosedInByWhoeverTakesTheTableOver() {
    Parked before = parked(NO_BOUND, NO_BOUND, 1, NO_BOUND);
    assertThat(park(before, 1, 100)).isTrue();
    before.release(Messages.group(1), before.lane(Messages.group(1)).iterator().next(), retirement);
    retirement.onProcessed(Source.MESSAGES, 5);
    retirement.onCommitted(new Committed(0, 6));
    byte[] ticker = new byte[Keys.ID_BYTES + Long.BYTES];
    Parked after = parked(NO_BOUND, NO_BOUND, 1, NO_BOUND);
    assertThat(after.open(new Committed(0, 6), retirement)).isZero();

    after.onTick(1_000);
    after.onTick(15_999);
    assertThat(table.get(ticker)).isNull();
    after.onTick(16_000);
    assertThat(table.get(ticker)).isNotNull();
  }

  @Test
  void theTableIsTakenOverWithItsBounds() {
    Parked before = parked(NO_BOUND, NO_BOUND, 2, NO_BOUND);
    assertThat(park(before, 1, 100)).isTrue();
    assertThat(park(before, 2, 100)).isTrue();
    Parked after = parked(NO_BOUND, NO_BOUND, 2, NO_BOUND);
    assertThat(after.open(new Committed(0, 100), retirement)).isEqualTo(2);
    assertThat(after.size()).isEqualTo(2);
    assertThat(park(after, 3, 100)).isFalse();
  }
}
