package io.restante.streams.fanout.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.streams.table.CrashTable;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// What is remembered of refusals, and how much.
class HoldsTest {
  private static final int OF_DEVICE = 4;
  private static final int OF_TASK = 10;

  private final CrashTable table = new CrashTable();
  private final Counts counts = new Counts();
  private final Limits limits =
      new Limits(
          Duration.ofSeconds(30), 10, 1_000, 10, 1_000, Duration.ofSeconds(15), OF_DEVICE, OF_TASK);
  private final Parked parked = new Parked(new CrashTable(), limits, counts);
  private final Retirement retirement = new Retirement();
  private final Holds holds = new Holds(table, limits, counts);
  private long offset;

  private void refuse(int group, int device, long number) {
    refuse(holds, group, device, number);
  }

  private void refuse(Holds by, int group, int device, long number) {
    by.hold(next(group, device, number), offset, parked, retirement);
  }

  private Arrival next(int group, int device, long number) {
    offset++;
    return Messages.arrival(Messages.group(group), Messages.device(device), number, offset, 1);
  }

  private boolean isHeld(int group, int device, long number) {
    return holds.isHeld(next(group, device, number));
  }

  /// Once for what came before a number that came again, and once more to be certain of that.
  private void commitAll() {
    for (int i = 0; i < 2; i++) {
      retirement.onProcessed(Source.MESSAGES, offset);
      retirement.onCommitted(new Committed(0, offset + 1));
    }
  }

  @Test
  void whatComesAfterARefusalIsHeldUntilTheNumberComesAgain() {
    refuse(1, 1, 5);
    assertThat(isHeld(1, 1, 6)).isTrue();
    assertThat(isHeld(1, 1, 5)).isFalse();
    assertThat(isHeld(1, 2, 6)).isFalse();
    assertThat(isHeld(2, 1, 6)).isFalse();
    holds.lift(next(1, 1, 5), parked, retirement);
    assertThat(isHeld(1, 1, 6)).isFalse();
    commitAll();
    assertThat(holds.size()).isZero();
    assertThat(table.size()).isZero();
  }

  @Test
  void whatSaysThatTheRefusedOneHasComeBackIsNotHeldAndLetsTheRestThrough() {
    refuse(1, 1, 5);
    assertThat(holds.isHeld(settling(6, 4))).isTrue();
    assertThat(holds.isHeld(settling(8, 6))).as("no. 7 may have been withheld").isTrue();
    Arrival goesOn = settling(7, 6);
    assertThat(holds.isHeld(goesOn)).isFalse();
    assertThat(isHeld(1, 1, 8)).as("nobody has heard it yet").isTrue();
    holds.lift(goesOn, parked, retirement);
    assertThat(isHeld(1, 1, 8)).isFalse();
    commitAll();
    assertThat(table.size()).isZero();
  }

  private Arrival settling(long number, long settled) {
    offset++;
    return Messages.settling(Messages.group(1), Messages.device(1), number, settled, offset);
  }

  @Test
  void aDeviceThatIsRefusedTheSameAgainAndAgainTakesOnePlace() {
    for (int i = 0; i < 100; i++) {
      refuse(1, 1, 5);
      commitAll();
    }
    assertThat(holds.size()).isEqualTo(1);
    assertThat(table.size()).isEqualTo(1);
    assertThat(isHeld(1, 1, 6)).isTrue();
    assertThat(counts.holdsDropped.sum()).isZero();
  }

  @Test
  void aDeviceHasSoManyAndItsOldestGoes() {
    refuse(99, 2, 1);
    for (int group = 1; group <= OF_DEVICE; group++) {
      refuse(group, 1, 1);
    }
    assertThat(counts.holdsDropped.sum()).isZero();
    refuse(OF_DEVICE + 1, 1, 1);
    assertThat(counts.holdsDropped.sum()).isEqualTo(1);
    assertThat(isHeld(1, 1, 2)).isFalse();
    assertThat(isHeld(2, 1, 2)).isTrue();
    assertThat(isHeld(99, 2, 2)).as("of another device").isTrue();
    assertThat(table.size()).isEqualTo(OF_DEVICE + 1);
  }

  @Test
  void whoIsRefusedEverLowerNumbersIsBoundedToo() {
    for (int number = 100; number > 0; number--) {
      refuse(1, 1, number);
    }
    assertThat(holds.size()).isLessThanOrEqualTo(OF_DEVICE);
    assertThat(table.size()).isEqualTo(holds.size());
  }

  @Test
  void aTaskHasSoManyAndTheOldestGoes() {
    for (int device = 1; device <= OF_TASK + 3; device++) {
      refuse(1, device, 1);
    }
    assertThat(holds.size()).isEqualTo(OF_TASK);
    assertThat(table.size()).isEqualTo(OF_TASK);
    assertThat(counts.holdsDropped.sum()).isEqualTo(3);
    assertThat(isHeld(1, 3, 2)).isFalse();
    assertThat(isHeld(1, 4, 2)).isTrue();
  }

  @Test
  void afterARestartItIsTheOldestAgainThatGoes() {
    for (int device = OF_TASK; device > 0; device--) {
      refuse(1, device, 1);
    }
    Holds again = new Holds(table, limits, counts);
    again.open(new Committed(0, offset + 1));
    assertThat(again.size()).isEqualTo(OF_TASK);
    refuse(again, 1, OF_TASK + 1, 1);
    assertThat(again.isHeld(next(1, OF_TASK, 2))).isFalse();
    assertThat(again.isHeld(next(1, OF_TASK - 1, 2))).isTrue();
  }

  @Test
  void whatComesAgainAfterACrashIsAsItWas() {
    refuse(1, 1, 5);
    long refusedAt = offset;
    holds.lift(next(1, 1, 5), parked, retirement);
    Holds again = new Holds(table, limits, counts);
    again.open(new Committed(0, refusedAt + 1));
    assertThat(again.isHeld(next(1, 1, 6))).as("the repetition comes again").isTrue();
    Holds before = new Holds(table, limits, counts);
    before.open(new Committed(0, refusedAt));
    assertThat(before.size()).as("the refusal itself comes again").isZero();
  }

  @Test
  void aDayLaterItIsForgotten() {
    refuse(1, 1, 5);
    holds.onTick(offset + Duration.ofDays(1).toMillis());
    assertThat(holds.size()).isEqualTo(1);
    holds.onTick(offset + Duration.ofDays(1).toMillis() + Duration.ofMinutes(2).toMillis());
    assertThat(holds.size()).isZero();
    assertThat(table.size()).isZero();
  }
}
