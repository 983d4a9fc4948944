package io.restante.streams.audit.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.streams.audit.rules.Levels.Until;
import io.restante.streams.audit.rules.Trace.State;
import io.restante.streams.table.CrashTable;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class AuditTest {
  private static final long START = 1_795_000_000_000L;

  private final Counts counts = new Counts();
  private final Levels levels = new Levels();
  private final CrashTable table = new CrashTable();
  private final Audit audit = new Audit(table, counts, levels);

  private static byte[] message(int number) {
    return ByteBuffer.allocate(16).putInt(12, number).array();
  }

  private static Event delivered(long acceptedMs, long storedMs, boolean wasConnected) {
    return new Event.Delivered(acceptedMs, storedMs - 5, wasConnected, storedMs);
  }

  private void lookThrough(long nowMs) {
    for (int i = 0; i < 10; i++) {
      audit.onTick(nowMs);
    }
  }

  @Test
  void whatIsDeliveredToWhoIsConnectedHasALatency() {
    audit.onEvent(message(1), new Event.Accepted(START), START + 1);
    audit.onEvent(message(1), delivered(START + 3, START + 30, true), START + 31);

    assertThat(counts.delivered.sum()).isEqualTo(1);
    assertThat(counts.online.sum()).isEqualTo(1);
    assertThat(counts.onlineInTime.sum()).isEqualTo(1);
    assertThat(levels.percentileMs(Until.STORED, 99, START + 31)).isEqualTo(30);
    assertThat(levels.percentileMs(Until.SENT, 99, START + 31)).isEqualTo(25);
    assertThat(levels.successPpm(START + 31)).isEqualTo(1_000_000);
  }

  @Test
  void whoWasAwayHasNone() {
    audit.onEvent(message(1), new Event.Accepted(START), START + 1);
    audit.onEvent(message(1), delivered(START, START + 3_600_000, false), START + 3_600_001);

    assertThat(counts.delivered.sum()).isEqualTo(1);
    assertThat(counts.online.sum()).isZero();
    assertThat(levels.percentileMs(Until.STORED, 99, START + 3_600_001)).isZero();
  }

  @Test
  void theFirstEndHolds() {
    audit.onEvent(message(1), new Event.Accepted(START), START);
    audit.onEvent(message(1), new Event.Expired(START + 1), START + 1);
    audit.onEvent(message(1), delivered(START, START + 2, true), START + 2);
    audit.onEvent(message(2), delivered(START, START + 2, true), START + 2);
    audit.onEvent(message(2), new Event.Expired(START + 3), START + 3);
    audit.onEvent(message(2), new Event.Accepted(START), START + 4);

    assertThat(counts.expired.sum()).isEqualTo(1);
    assertThat(counts.delivered.sum()).isEqualTo(1);
    assertThat(counts.accepted.sum()).isEqualTo(2);
    assertThat(counts.late.sum()).isEqualTo(1);
    assertThat(counts.again.sum()).isEqualTo(3);
    assertThat(levels.successPpm(START + 4)).isEqualTo(500_000);
  }

  @Test
  void readingCountsOnceAndOnlyOfWhatIsDelivered() {
    audit.onEvent(message(1), new Event.Accepted(START), START);
    audit.onEvent(message(1), new Event.Read(), START);
    audit.onEvent(message(1), delivered(START, START + 1, true), START + 1);
    audit.onEvent(message(1), new Event.Read(), START + 2);
    audit.onEvent(message(1), new Event.Read(), START + 3);

    assertThat(counts.read.sum()).isEqualTo(1);
    assertThat(counts.unknown.sum()).isEqualTo(1);
    assertThat(counts.again.sum()).isEqualTo(1);
  }

  @Test
  void whatWaitsIsCountedByItsAge() {
    long[] ages = {1, 59_999, 60_000, 3_599_999, 3_600_000, 86_400_000, 604_800_000};
    for (int i = 0; i < ages.length; i++) {
      audit.onEvent(message(i), new Event.Accepted(START - ages[i]), START);
    }
    lookThrough(START);

    assertThat(audit.ages()).isEqualTo(new Ages(2, 2, 1, 1, 1, 604_800_000));
  }

  @Test
  void aTableOfManyPagesIsLookedThroughWhole() {
    for (int i = 0; i < 2_000; i++) {
      audit.onEvent(message(i), new Event.Accepted(START), START);
    }
    lookThrough(START + 1);
    assertThat(audit.ages().minute()).isEqualTo(2_000);

    for (int i = 0; i < 2_000; i += 2) {
      audit.onEvent(message(i), delivered(START, START + 2, true), START + 2);
    }
    lookThrough(START + 2);
    assertThat(audit.ages().minute()).as("not before the next round").isEqualTo(2_000);
    lookThrough(START + 1 + Audit.ROUND_MS);
    assertThat(audit.ages().minute()).isEqualTo(1_000);
  }

  @Test
  void whatEndedIsForgottenAfterADayAndWhatNeverCameIsMissing() {
    audit.onEvent(message(1), new Event.Accepted(START), START);
    audit.onEvent(message(2), new Event.Accepted(START), START);
    audit.onEvent(message(2), delivered(START, START + 2, true), START + 2);
    lookThrough(START + Audit.REMEMBERED_MS + 1);
    assertThat(table.size()).isEqualTo(2);
    lookThrough(START + Audit.REMEMBERED_MS + Audit.ROUND_MS + 1);
    assertThat(table.size()).isEqualTo(1);
    assertThat(audit.ages().day() + audit.ages().week()).isEqualTo(1);

    long late = START + Audit.MISSING_MS;
    lookThrough(late);
    assertThat(counts.missing.sum()).isEqualTo(1);
    assertThat(levels.successPpm(late)).isZero();
    assertThat(Trace.decode(table.get(message(1))))
        .isEqualTo(new Trace(State.MISSING, START, late));
    lookThrough(late + Audit.ROUND_MS);
    assertThat(counts.missing.sum()).isEqualTo(1);
    assertThat(audit.ages()).isEqualTo(Ages.NONE);
  }

  @Test
  void anEntryOfALaterVersionGoesAwayAndHurtsNobody() {
    table.put(message(1), new byte[] {9, 9});
    lookThrough(START);
    assertThat(table.size()).isZero();
  }
}
