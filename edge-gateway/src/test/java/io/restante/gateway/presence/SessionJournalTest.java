package io.restante.gateway.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;
import io.restante.gateway.presence.Presences.Stay;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SessionJournalTest {
  private final PresenceMetrics metrics = new PresenceMetrics();
  private final SessionJournal journal = new SessionJournal(3, metrics);

  @Test
  void whoComesAndGoesBeforeItIsTakenHasGone() {
    journal.add(entry(1, 7, 1, true));
    journal.add(entry(1, 7, 1, false));
    assertThat(journal.take(9)).containsExactly(entry(1, 7, 1, false));
    assertThat(journal.size()).isZero();
  }

  @Test
  void theEndOfAnOlderConnectionDoesNotEndTheNewOne() {
    journal.add(entry(1, 7, 2, true));
    journal.add(entry(1, 7, 1, false));
    assertThat(journal.take(9)).containsExactly(entry(1, 7, 2, true));
  }

  @Test
  void aLaterEpochCountsForMoreThanALaterConnection() {
    journal.add(entry(1, 8, 1, true));
    journal.add(entry(1, 7, 9, false));
    assertThat(journal.take(9)).containsExactly(entry(1, 8, 1, true));
  }

  @Test
  void whoHasWaitedLongestGoesFirst() {
    journal.add(entry(1, 7, 1, true));
    journal.add(entry(2, 7, 2, true));
    journal.add(entry(1, 7, 1, false));
    assertThat(journal.take(1)).containsExactly(entry(1, 7, 1, false));
    assertThat(journal.take(9)).containsExactly(entry(2, 7, 2, true));
  }

  @Test
  void whenFullTheOneThatHasWaitedLongestIsDroppedAndCounted() {
    for (int device = 1; device <= 4; device++) {
      journal.add(entry(device, 7, device, true));
    }
    assertThat(journal.take(9))
        .isEqualTo(List.of(entry(2, 7, 2, true), entry(3, 7, 3, true), entry(4, 7, 4, true)));
    assertThat(metrics.sessionsDropped.sum()).isEqualTo(1);
    assertThat(metrics.noted.sum()).isEqualTo(4);
  }

  private static SessionJournal.Entry entry(int device, long epoch, long connection, boolean is) {
    return new SessionJournal.Entry(
        new DeviceAddress(new UserId(1, 1), device), new Stay(epoch, connection), is, 5);
  }
}
