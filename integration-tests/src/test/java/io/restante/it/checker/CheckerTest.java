package io.restante.it.checker;

import static io.restante.it.checker.Tale.ANNA_1;
import static io.restante.it.checker.Tale.BEN_1;
import static io.restante.it.checker.Tale.BEN_2;
import static io.restante.it.checker.Tale.CLEO_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Each history but the first breaks one promise; the checker must say which, and tell its story.
final class CheckerTest {
  private final Tale tale = new Tale();

  @Test
  void keptPromisesAreNoFinding() {
    tale.sends(1).sends(2).accepted(2).harmed("kill -9 of node-1").cut(ANNA_1).cut(BEN_1);
    tale.healed("kill -9 of node-1").back(ANNA_1).back(BEN_1).refused(1, false).accepted(1);
    tale.shownOnBoth(1).shownOnBoth(2).acknowledged(BEN_1).acknowledged(BEN_2).drained();

    assertThat(judge()).isEmpty();
  }

  @Test
  void acceptedAndNeverShownIsLostOnTheDeviceThatMissesIt() {
    tale.sends(1).accepted(1).shownOnBoth(1);
    tale.sends(2).harmed("kill -9 of node-1").accepted(2).shown(2, BEN_1).cut(BEN_2);
    tale.healed("kill -9 of node-1").back(BEN_2).drained();

    assertThat(judge())
        .singleElement()
        .hasToString(
            """
            LOST: no. 2 of anna/1 to ben was accepted and never shown on ben/2
                0.400 s  anna/1 sends no. 2 to ben, devices [1, 2] \
            (00000000-0000-0009-0000-000000000002)
                0.500 s  [fault begins] kill -9 of node-1
                0.600 s  anna/1 is told ACCEPTED of no. 2
                0.700 s  ben/1 shows no. 2 of anna/1
                0.800 s  ben/2 has no connection: 1006 broken
                0.900 s  [fault ends] kill -9 of node-1
                1.000 s  ben/2 is welcomed
                1.100 s  the final drain is over""");
  }

  @Test
  void positionMadeDurableBeforeTheIndexShowsAsLostOnceTheNodeIsBack() {
    tale.cut(BEN_1).cut(BEN_2).sends(1).accepted(1).harmed("kill -9 of node 0");
    tale.healed("kill -9 of node 0").back(BEN_1).back(BEN_2).drained();

    assertThat(breaches()).containsExactly(Breach.LOST, Breach.LOST);
  }

  @Test
  void tombstoneBeforeTheAcknowledgementShowsAsLostOnWhomItWasOnItsWayTo() {
    tale.sends(1).accepted(1).shown(1, BEN_1).acknowledged(BEN_1).cut(BEN_2).back(BEN_2).drained();

    assertThat(judge())
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.claim())
                    .isEqualTo("no. 1 of anna/1 to ben was accepted and never shown on ben/2"));
  }

  @Test
  void tombstoneThatErasesANewerRecordShowsAsLostThoughTheOlderWasShown() {
    tale.sends(1).sends(2).accepted(1).accepted(2).shownOnBoth(1).harmed("SIGSTOP of node 0");
    tale.acknowledged(BEN_1).acknowledged(BEN_2).healed("SIGSTOP of node 0");
    tale.cut(BEN_1).back(BEN_1).shown(2, BEN_2).drained();

    assertThat(breaches()).containsExactly(Breach.LOST);
  }

  @Test
  void droppedSweepShowsAsLostOnWhoWasAway() {
    tale.cut(BEN_2).sends(1).accepted(1).shown(1, BEN_1).back(BEN_2).drained();

    assertThat(breaches()).containsExactly(Breach.LOST);
  }

  @Test
  void reportedAsExpiredIsNotLost() {
    tale.sends(1).accepted(1).expired(1).drained();

    assertThat(judge()).isEmpty();
  }

  @Test
  void neitherAcceptedNorRefusedIsUnanswered() {
    tale.sends(1).shownOnBoth(1).drained();

    assertThat(breaches()).containsExactly(Breach.UNANSWERED);
  }

  @Test
  void refusalForGoodIsAFinding() {
    tale.sends(1).refused(1, true).drained();

    assertThat(breaches()).containsExactly(Breach.REFUSED);
  }

  @Test
  void laterMessageFirstIsReorderedAndBothAreInTheStory() {
    tale.sends(1).sends(2).accepted(1).accepted(2).shown(2, BEN_1).shown(1, BEN_1);
    tale.shown(1, BEN_2).shown(2, BEN_2).drained();

    List<Finding> findings = judge();

    assertThat(findings).extracting(Finding::breach).containsExactly(Breach.REORDERED);
    assertThat(findings.getFirst().claim())
        .isEqualTo("no. 1 of anna/1 to ben was shown after no. 2 on ben/1");
    assertThat(findings.getFirst().story())
        .anyMatch(line -> line.contains("ben/1 shows no. 2"))
        .anyMatch(line -> line.contains("ben/1 shows no. 1"));
  }

  @Test
  void sameMessageTwiceIsRepeated() {
    tale.sends(1).accepted(1).shownOnBoth(1).shown(1, BEN_2).drained();

    assertThat(breaches()).containsExactly(Breach.REPEATED);
  }

  @Test
  void twoMessagesUnderOneNumberAreRenumbered() {
    tale.sends(1).accepted(1).shownOnBoth(1).sends(2, 1).accepted(2).shown(2, BEN_1).drained();

    assertThat(breaches()).containsExactly(Breach.RENUMBERED, Breach.LOST);
  }

  @Test
  void anothersMessageIsMisdelivered() {
    tale.sends(1).accepted(1).shownOnBoth(1).shown(1, CLEO_1).drained();

    assertThat(breaches()).containsExactly(Breach.MISDELIVERED);
  }

  @Test
  void copyOfTheOtherDeviceIsAltered() {
    tale.sends(1).accepted(1).shown(1, BEN_1, 1_002).shown(1, BEN_2).drained();

    assertThat(breaches()).containsExactly(Breach.ALTERED);
  }

  @Test
  void messageThatNobodySentIsInvented() {
    tale.shown(7, BEN_1).drained();

    assertThat(breaches()).containsExactly(Breach.INVENTED);
  }

  @Test
  void bytesLeftAfterTheBoundAreKept() {
    tale.sends(1).accepted(1).shownOnBoth(1).acknowledged(BEN_1).acknowledged(BEN_2).drained();
    tale.found(1, 2, "partition 3, offset 14");

    assertThat(judge())
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.claim())
                    .isEqualTo(
                        "no. 1 of anna/1 to ben was delivered to ben/2 and is still in"
                            + " partition 3, offset 14"));
  }

  @Test
  void processThatEndsByItselfIsAFinding() {
    tale.harmed("disk full for node 0").died("gateway node ended by itself");
    tale.healed("disk full for node 0").drained();

    assertThat(judge())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.breach()).isEqualTo(Breach.DIED);
              assertThat(finding.story()).anyMatch(line -> line.contains("disk full"));
            });
  }

  @Test
  void complaintsAreFindings() {
    tale.complains(BEN_1, "a second DRAINED").drained();

    assertThat(breaches()).containsExactly(Breach.PROTOCOL);
  }

  @Test
  void storyLeavesOutWhatIsNotPartOfIt() {
    tale.harmed("black hole").healed("black hole");
    for (int i = 1; i <= 20; i++) {
      tale.sends(i).accepted(i).shownOnBoth(i).cut(CLEO_1).back(CLEO_1);
    }
    tale.sends(21).accepted(21);
    for (int i = 0; i < 50; i++) {
      tale.cut(BEN_1).back(BEN_1);
    }
    tale.shown(21, BEN_2).drained();

    List<String> story = judge().getFirst().story();

    assertThat(story).hasSizeLessThan(14).anyMatch(line -> line.contains("more of connections"));
    assertThat(story).noneMatch(line -> line.contains("cleo") || line.contains("black hole"));
  }

  private List<Breach> breaches() {
    return judge().stream().map(Finding::breach).toList();
  }

  private List<Finding> judge() {
    return Checker.judge(tale.history());
  }
}
