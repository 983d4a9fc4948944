package io.restante.it.checker;

import static io.restante.it.checker.Tale.ANNA;
import static io.restante.it.checker.Tale.ANNA_1;
import static io.restante.it.checker.Tale.BEN;
import static io.restante.it.checker.Tale.BEN_1;
import static io.restante.it.checker.Tale.BEN_2;
import static io.restante.it.checker.Tale.CLEO;
import static io.restante.it.checker.Tale.CLEO_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Law 9 in histories of one group: what it allows is no finding, and each way to break it is one.
final class GroupCheckerTest {
  private static final String STRANGER = "NOT_A_MEMBER";

  private final GroupTale tale = new GroupTale();

  @Test
  void everyDeviceOfEveryMemberIsAllThatIsAskedFor() {
    tale.posts(1, 1).taken(1).seen(1, ANNA_1, BEN_1, BEN_2).drained();

    assertThat(judge()).isEmpty();
  }

  @Test
  void lostCopyIsFoundOnTheDeviceThatMissesIt() {
    tale.posts(1, 1).taken(1).seen(1, ANNA_1, BEN_1);
    assertThat(Checker.isOwed(tale.history())).isTrue();
    tale.drained();

    assertThat(judge())
        .singleElement()
        .hasToString(
            """
            LOST: no. 1 of anna/1 to the choir at revision 1 was accepted and never shown on ben/2
                0.400 s  anna/1 sends no. 1 to the choir at revision 1 \
            (00000000-0000-0009-0000-000000000001)
                0.500 s  anna/1 is told ACCEPTED of no. 1
                0.600 s  anna/1 shows no. 1 of anna/1 to the choir
                0.800 s  the final drain is over""");
  }

  @Test
  void doubledCopyIsRepeated() {
    tale.posts(1, 1).taken(1).seen(1, ANNA_1, BEN_1, BEN_2, BEN_1).drained();

    assertThat(breaches()).containsExactly(Breach.REPEATED);
  }

  @Test
  void swappedMessagesAreReordered() {
    tale.posts(1, 1).posts(2, 1).posts(3, 1).taken(1).taken(2).taken(3);
    tale.seen(1, ANNA_1, BEN_1, BEN_2).seen(3, ANNA_1, BEN_1).seen(2, ANNA_1, BEN_1);
    tale.seen(2, BEN_2).seen(3, BEN_2).drained();

    assertThat(breaches()).containsExactly(Breach.REORDERED, Breach.REORDERED);
    assertThat(judge().getFirst().claim()).contains("no. 2", "was shown after no. 3 on anna/1");
  }

  @Test
  void whoWasRemovedBeforeTheMessagesRevisionMustNotGetIt() {
    tale.goes(BEN).told(2, ANNA_1).posts(1, 2).taken(1).seen(1, ANNA_1, BEN_1).drained();

    assertThat(breaches()).containsExactly(Breach.MISDELIVERED);
  }

  @Test
  void whoIsRemovedWhileTheMessageIsUnderWayMayGetItOrNot() {
    tale.posts(1, 1).goes(BEN).taken(1).seen(1, ANNA_1, BEN_1).told(2, ANNA_1).drained();

    assertThat(judge()).isEmpty();
  }

  @Test
  void whatIsSentAfterSomebodyWasToldOfTheRemovalMustNotReachTheRemoved() {
    tale.goes(BEN).told(2, BEN_1).posts(1, 1).taken(1).seen(1, ANNA_1, BEN_1).told(2, ANNA_1);
    tale.drained();

    assertThat(breaches()).containsExactly(Breach.MISDELIVERED);
  }

  @Test
  void fanOutThatWasHarmedMayHaveToLearnOfTheRemovalAgain() {
    tale.goes(BEN).told(2, BEN_1).shaken();
    tale.posts(1, 1).taken(1).seen(1, ANNA_1, BEN_1).told(2, ANNA_1).drained();

    assertThat(judge()).isEmpty();
  }

  @Test
  void whoCameLaterMustNotGetIt() {
    tale.posts(1, 1).comes(CLEO).told(2, ANNA_1, BEN_1, BEN_2, CLEO_1).taken(1);
    tale.seen(1, ANNA_1, BEN_1, BEN_2, CLEO_1).drained();

    assertThat(breaches()).containsExactly(Breach.MISDELIVERED);
  }

  @Test
  void whoCameWithTheMessagesRevisionMustGetIt() {
    tale.comes(CLEO).told(2, ANNA_1, BEN_1, BEN_2, CLEO_1);
    tale.posts(1, 2).taken(1).seen(1, ANNA_1, BEN_1, BEN_2).drained();

    assertThat(breaches()).containsExactly(Breach.LOST);
  }

  @Test
  void whoWasAwayInBetweenNeedNotGetItAndMissesItsNumber() {
    tale.posts(1, 1).taken(1).seen(1, ANNA_1, BEN_1, BEN_2).goes(BEN).posts(2, 2).taken(2);
    tale.seen(2, ANNA_1).comes(BEN).posts(3, 3).taken(3).seen(3, ANNA_1, BEN_1, BEN_2);
    tale.told(3, ANNA_1, BEN_1, BEN_2).drained();

    assertThat(judge()).isEmpty();
  }

  @Test
  void strangersAreRefusedOrThatIsAFinding() {
    tale.posts(CLEO_1, 1, 1, 1).drained();
    assertThat(breaches()).containsExactly(Breach.UNANSWERED);

    tale.turned(1, STRANGER);
    assertThat(judge()).isEmpty();
  }

  @Test
  void memberIsNotRefused() {
    tale.posts(1, 1).taken(1).turned(1, STRANGER).posts(1, 1).seen(1, ANNA_1, BEN_1, BEN_2);
    tale.drained();

    assertThat(breaches()).containsExactly(Breach.REFUSED);
  }

  @Test
  void memberMayHaveToWaitForTheDirectory() {
    tale.posts(1, 1).taken(1).turned(1, "DIRECTORY_BEHIND").posts(1, 1);
    tale.seen(1, ANNA_1, BEN_1, BEN_2).drained();

    assertThat(judge()).isEmpty();
  }

  @Test
  void whatWasRefusedAndSentOnceMoreIsForTheMembersOfItsNewRevision() {
    tale.goes(ANNA).posts(1, 1).taken(1).turned(1, STRANGER).comes(ANNA, CLEO);
    tale.told(3, ANNA_1, BEN_1, BEN_2, CLEO_1).posts(1, 3);
    assertThat(breaches()).contains(Breach.LOST);
    tale.seen(1, ANNA_1, BEN_1, BEN_2, CLEO_1).drained();

    assertThat(judge()).isEmpty();
  }

  @Test
  void refusalForGoodIsAFinding() {
    tale.posts(1, 1).rejected(1, false).rejected(1, true).drained();

    assertThat(breaches()).containsExactly(Breach.REFUSED);
  }

  @Test
  void acceptedByNobodyIsUnanswered() {
    tale.posts(1, 1).drained();

    assertThat(breaches()).containsExactly(Breach.UNANSWERED);
  }

  @Test
  void otherContentIsAltered() {
    tale.posts(1, 1).taken(1).seen(1, ANNA_1, BEN_1).seenAs(1, BEN_2, 7).drained();

    assertThat(breaches()).containsExactly(Breach.ALTERED);
  }

  @Test
  void whatNobodyPostedIsInvented() {
    tale.seen(1, BEN_1).drained();

    assertThat(breaches()).containsExactly(Breach.INVENTED);
  }

  @Test
  void memberWhoDoesNotKnowOfTheLastChangeIsUntold() {
    tale.comes(CLEO).told(2, ANNA_1, BEN_1, CLEO_1).drained();

    assertThat(judge())
        .singleElement()
        .extracting(Finding::claim)
        .isEqualTo("ben/2 was told of revision 1 of the choir at last, not of 2");
  }

  @Test
  void deliveredAndStillThereIsKept() {
    tale.posts(1, 1).taken(1).seen(1, ANNA_1, BEN_1, BEN_2).drained().left(1);

    assertThat(breaches()).containsExactly(Breach.KEPT);
  }

  private List<Breach> breaches() {
    return judge().stream().map(Finding::breach).toList();
  }

  private List<Finding> judge() {
    return Checker.judge(tale.history());
  }
}
