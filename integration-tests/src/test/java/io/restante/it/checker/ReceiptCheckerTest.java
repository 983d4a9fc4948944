package io.restante.it.checker;

import static io.restante.it.checker.ReceiptTale.TO_BEN;
import static io.restante.it.checker.ReceiptTale.TO_CHOIR;
import static io.restante.it.checker.Tale.ANNA;
import static io.restante.it.checker.Tale.ANNA_1;
import static io.restante.it.checker.Tale.BEN;
import static io.restante.it.checker.Tale.BEN_1;
import static io.restante.it.checker.Tale.BEN_2;
import static io.restante.it.checker.Tale.CLEO;
import static io.restante.it.checker.Tale.CLEO_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.restante.it.checker.ReceiptEvent.Member;
import io.restante.it.checker.ReceiptEvent.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Receipts that are right, and lies of each kind: the checker must say which.
final class ReceiptCheckerTest {
  private ReceiptTale tale = ReceiptTale.without();

  @Test
  void receiptsOfWhatIsStoredAndReadAreNoFinding() {
    tale.sends(1, 3).shows(1, 2, BEN_2).told(TO_BEN, step(2, 1, 0));
    tale.reads(BEN_2, TO_BEN, 1).told(TO_BEN, step(2, 1, 0), step(1, 1, 1));
    tale.shows(1, 3, BEN_1)
        .shows(3, 3, BEN_2)
        .cut(ANNA_1)
        .told(TO_BEN, step(3, 1, 0), step(1, 1, 1));
    tale.reads(BEN_1, TO_BEN, 3).told(TO_BEN, step(3, 1, 1)).drained();

    assertThat(breaches()).isEmpty();
  }

  @Test
  void whatIsSaidEarlierThanItIsReadIsOverstated() {
    tale.sends(1, 1).shows(1, 1, BEN_1).shows(1, 1, BEN_2).told(TO_BEN, step(1, 1, 1));
    tale.reads(BEN_2, TO_BEN, 1).drained();

    assertThat(judge())
        .extracting(Finding::claim)
        .containsExactly("anna/1 was told that no. 1 to ben was read by 1, and 0 had read it");
  }

  @Test
  void whatIsSaidEarlierThanItIsStoredIsOverstatedAndItsStoryIsOfThatMessage() {
    tale.sends(1, 2).shows(1, 1, BEN_1).told(TO_BEN, step(2, 1, 0));
    tale.shows(2, 2, BEN_1).shows(1, 2, BEN_2).drained();

    assertThat(judge())
        .singleElement()
        .hasToString(
            """
            OVERSTATED: anna/1 was told that no. 2 to ben was delivered to 1, and 0 had stored it
                1.000 s  anna/1 sends no. 2 to ben, devices [1, 2] \
            (00000000-0000-0009-0000-000000000002)
                1.100 s  anna/1 is told ACCEPTED of no. 2
                1.300 s  anna/1 is told of ben: up to no. 2 delivered to 1, read by 0
                1.400 s  ben/1 shows no. 2 of anna/1
                1.600 s  ben/2 shows no. 2 of anna/1""");
  }

  @Test
  void numbersThatWereNeverSentAreOverstated() {
    tale.sends(1, 1).shows(1, 1, BEN_1).shows(1, 1, BEN_2).told(TO_BEN, step(2, 1, 0)).drained();

    assertThat(breaches()).containsExactly(Breach.OVERSTATED);
  }

  @Test
  void deviceThatMissesAMessageHasNothingAfterIt() {
    tale.sends(1, 2).shows(2, 2, BEN_1).told(TO_BEN, step(2, 1, 0)).drained();

    assertThat(breaches()).contains(Breach.OVERSTATED, Breach.LOST);
  }

  @Test
  void twoDevicesOfAUserCountOnce() {
    tale.posts(1, 1).sees(1, BEN_1, BEN_2).told(TO_CHOIR, step(1, 2, 0));
    tale.sees(1, CLEO_1).told(TO_CHOIR, step(1, 2, 0)).drained();

    assertThat(judge())
        .extracting(Finding::claim)
        .containsExactly(
            "anna/1 was told that no. 1 to the choir was delivered to 2, and 1 had stored it");
  }

  @Test
  void senderDoesNotCount() {
    tale.posts(1, 1).sees(1, BEN_1, BEN_2, CLEO_1).told(TO_CHOIR, step(1, 3, 0)).drained();

    assertThat(breaches()).containsExactly(Breach.OVERSTATED);
  }

  @Test
  void readingAheadCountsWhenItIsStored() {
    tale.sends(1, 2).shows(1, 1, BEN_1).shows(1, 1, BEN_2).reads(BEN_1, TO_BEN, 2);
    tale.told(TO_BEN, step(1, 1, 1)).shows(2, 2, BEN_1).shows(2, 2, BEN_2);
    tale.told(TO_BEN, step(2, 1, 1)).drained();

    assertThat(breaches()).isEmpty();
  }

  @Test
  void readingAheadOfWhatIsStoredIsOverstated() {
    tale.posts(1, 1).posts(2, 1).sees(1, BEN_1, BEN_2, CLEO_1).sees(2, BEN_1, BEN_2);
    tale.reads(CLEO_1, TO_CHOIR, 2).told(TO_CHOIR, step(2, 1, 1), step(1, 2, 1)).sees(2, CLEO_1);
    tale.told(TO_CHOIR, step(2, 2, 1)).drained();

    assertThat(judge())
        .extracting(Finding::claim)
        .containsExactly(
            "anna/1 was told that no. 2 to the choir was read by 1, and 0 had read it");
  }

  @Test
  void readingOfSomebodyWhoKeepsItToHimselfIsBetrayed() {
    tale = ReceiptTale.without(BEN);
    tale.sends(1, 1).shows(1, 1, BEN_1).shows(1, 1, BEN_2).reads(BEN_1, TO_BEN, 1);
    tale.told(TO_BEN, step(1, 1, 1)).drained();

    assertThat(breaches()).containsExactly(Breach.BETRAYED);
    assertThat(judge().getFirst().story())
        .anyMatch(line -> line.contains("ben keeps to himself what is read"));
  }

  @Test
  void readingIsBetrayedToSomebodyWhoKeepsItToHimself() {
    tale = ReceiptTale.without(ANNA);
    tale.sends(1, 1).shows(1, 1, BEN_1).shows(1, 1, BEN_2).reads(BEN_1, TO_BEN, 1);
    tale.told(TO_BEN, step(1, 1, 1)).drained();

    assertThat(breaches()).containsExactly(Breach.BETRAYED);
  }

  @Test
  void whoKeepsItToHimselfIsOwedNothingThatIsReadAndOwesNothing() {
    tale = ReceiptTale.without(ANNA, CLEO);
    tale.sends(1, 1).shows(1, 1, BEN_1).shows(1, 1, BEN_2).reads(BEN_1, TO_BEN, 1);
    tale.told(TO_BEN, step(1, 1, 0)).drained();

    assertThat(breaches()).isEmpty();
  }

  @Test
  void lessThanBeforeIsWithdrawnThoughThereWasAnotherConnection() {
    tale.sends(1, 2).shows(1, 2, BEN_1).shows(1, 2, BEN_2).told(TO_BEN, step(2, 1, 0));
    tale.cut(ANNA_1).told(TO_BEN, step(1, 1, 0)).drained();

    assertThat(judge())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.breach()).isEqualTo(Breach.WITHDRAWN);
              assertThat(finding.claim())
                  .isEqualTo(
                      "anna/1 was told less of no. 2 to ben than before:"
                          + " delivered to 1, then 0; read by 0, then 0");
              assertThat(finding.story()).anyMatch(line -> line.contains("anna/1 is welcomed"));
            });
  }

  @Test
  void fewerReadersThanBeforeAreWithdrawn() {
    tale.posts(1, 1).sees(1, BEN_1, BEN_2, CLEO_1).reads(BEN_1, TO_CHOIR, 1);
    tale.told(TO_CHOIR, step(1, 2, 1)).told(TO_CHOIR, step(1, 2, 0)).drained();

    assertThat(breaches()).containsExactly(Breach.WITHDRAWN);
  }

  @Test
  void receiptWithoutRoomMaySayLessBetweenItsLastTwoStepsOnly() {
    List<Step> before = List.of(step(2, 2, 0));
    List<Step> full = new ArrayList<>();
    for (int number = 18; number > 3; number--) {
      full.add(step(number, 1, 0));
    }
    full.add(step(1, 2, 0));

    assertThat(breachesOfLess(before, full)).isEmpty();
    assertThat(breachesOfLess(before, full.subList(1, full.size())))
        .containsExactly(Breach.WITHDRAWN);
  }

  /// Everybody has everything, and Anna is told two receipts of it, and then all.
  private static List<Breach> breachesOfLess(List<Step> first, List<Step> second) {
    ReceiptTale tale = ReceiptTale.without();
    for (int number = 1; number <= 18; number++) {
      tale.posts(number, 1).sees(number, BEN_1, BEN_2, CLEO_1);
    }
    tale.told(TO_CHOIR, first.toArray(Step[]::new)).told(TO_CHOIR, second.toArray(Step[]::new));
    tale.told(TO_CHOIR, step(18, 2, 0)).drained();
    return Checker.judge(tale.history()).stream().map(Finding::breach).toList();
  }

  @Test
  void whatWasDeliveredAndNeverToldIsUnreportedAndOwed() {
    tale.sends(1, 2).shows(1, 2, BEN_1).shows(1, 2, BEN_2).told(TO_BEN, step(1, 1, 0));

    assertThat(judge())
        .extracting(Finding::claim)
        .containsExactly("no. 2 of anna/1 to ben was delivered to 1, and the sender was told of 0");
    assertThat(isOwed()).isTrue();

    tale.told(TO_BEN, step(2, 1, 0)).drained();

    assertThat(breaches()).isEmpty();
    assertThat(isOwed()).isFalse();
  }

  @Test
  void whatWasReadAndNeverToldIsUnreported() {
    tale.sends(1, 2).shows(1, 2, BEN_1).shows(1, 2, BEN_2).reads(BEN_1, TO_BEN, 2);
    tale.told(TO_BEN, step(2, 1, 0)).drained();

    assertThat(breaches()).containsExactly(Breach.UNREPORTED);
  }

  @Test
  void conversationWithoutAnyReceiptIsUnreported() {
    tale.posts(1, 1).sees(1, BEN_1, BEN_2, CLEO_1).drained();

    assertThat(breaches()).containsExactly(Breach.UNREPORTED);
  }

  @Test
  void whoNeverDecidedIsOwedNothing() {
    tale = ReceiptTale.ofUndecided();
    tale.sends(1, 1).shows(1, 1, BEN_1).shows(1, 1, BEN_2).drained();

    assertThat(breaches()).isEmpty();
  }

  @Test
  void whoCameLaterHasWhatWasBeforeWithTheFirstSince() {
    tale = ReceiptTale.without().changed(Set.of(), Set.of(CLEO));
    tale.posts(1, 2).sees(1, BEN_1, BEN_2).told(TO_CHOIR, step(1, 1, 0));
    tale.changed(Set.of(CLEO_1), Set.of()).told(TO_CHOIR, step(1, 2, 0));
    tale.posts(2, 3).sees(2, BEN_1, BEN_2, CLEO_1).told(TO_CHOIR, step(2, 2, 0)).drained();

    assertThat(judge())
        .extracting(Finding::claim)
        .containsExactly(
            "anna/1 was told that no. 1 to the choir was delivered to 2, and 1 had stored it");
  }

  @Test
  void membersAreJudgedOneByOne() {
    tale = ReceiptTale.without(CLEO);
    tale.posts(1, 1).posts(2, 1).sees(1, BEN_1, BEN_2, CLEO_1).sees(2, BEN_1, BEN_2);
    tale.reads(BEN_1, TO_CHOIR, 1).reads(CLEO_1, TO_CHOIR, 1);
    tale.named(new Member(BEN, 2, 1), new Member(CLEO, 1, 0));
    assertThat(ofMembers()).isEmpty();

    tale.named(new Member(BEN, 2, 2));
    assertThat(ofMembers()).containsExactly(Breach.OVERSTATED);
    tale.named(new Member(CLEO, 2, 0));
    assertThat(ofMembers()).containsExactly(Breach.OVERSTATED, Breach.OVERSTATED);
  }

  @Test
  void memberIsNeitherBetrayedNorGoesBack() {
    tale = ReceiptTale.without(CLEO);
    tale.posts(1, 1).posts(2, 1).sees(1, BEN_1, CLEO_1).sees(2, BEN_1, CLEO_1);
    tale.reads(CLEO_1, TO_CHOIR, 1).named(new Member(CLEO, 2, 1));
    assertThat(ofMembers()).containsExactly(Breach.BETRAYED);

    tale.named(new Member(BEN, 2, 0)).named(new Member(BEN, 1, 0));
    assertThat(ofMembers()).containsExactly(Breach.BETRAYED, Breach.WITHDRAWN);
  }

  private static Step step(long number, int delivered, int read) {
    return new Step(number, delivered, read);
  }

  private List<Breach> ofMembers() {
    return judge().stream()
        .map(Finding::breach)
        .filter(breach -> breach != Breach.UNREPORTED && breach != Breach.LOST)
        .toList();
  }

  private boolean isOwed() {
    return Checker.isOwed(tale.history());
  }

  private List<Breach> breaches() {
    return judge().stream().map(Finding::breach).toList();
  }

  private List<Finding> judge() {
    return Checker.judge(tale.history());
  }
}
