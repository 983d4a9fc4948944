package io.restante.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.it.faults.Harm.Blight;
import io.restante.it.faults.Harm.Kind;
import io.restante.it.faults.Script.Act;
import io.restante.it.faults.Script.Blow;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ScriptwriterTest {
  private static final Scriptwriter.Cast CAST =
      new Scriptwriter.Cast(new Size(3, 3), true, EnumSet.allOf(Harm.Kind.class));

  @Test
  void sameSeedAndRoundGiveTheSameScript() {
    assertThat(Scriptwriter.write(7, 3, CAST)).isEqualTo(Scriptwriter.write(7, 3, CAST));
  }

  @Test
  void otherRoundsAndSeedsGiveOtherScripts() {
    Set<Script> scripts = new HashSet<>();
    for (int round = 1; round <= 50; round++) {
      scripts.add(Scriptwriter.write(7, round, CAST));
      scripts.add(Scriptwriter.write(8, round, CAST));
    }

    assertThat(scripts).hasSize(100);
  }

  @Test
  void everyKindOfHarmComesUp() {
    Set<Harm.Kind> kinds = new HashSet<>();
    scripts().forEach(script -> script.blows().forEach(blow -> kinds.add(blow.harm().kind())));

    assertThat(kinds).containsExactlyInAnyOrder(Harm.Kind.values());
  }

  @Test
  void whatCannotBeDoneHereIsNotDrawn() {
    Set<Harm.Kind> few = EnumSet.of(Harm.Kind.NODE_KILLED, Harm.Kind.LOG_CUT);
    Scriptwriter.Cast cast = new Scriptwriter.Cast(Size.LEAST, true, few);

    assertThat(IntStream.rangeClosed(1, 100).mapToObj(round -> Scriptwriter.write(1, round, cast)))
        .allSatisfy(
            script ->
                assertThat(script.blows()).extracting(blow -> blow.harm().kind()).isSubsetOf(few));
  }

  @Test
  void brokersAreHarmedOneAfterTheOther() {
    for (Script script : scripts()) {
      List<Blow> toCluster =
          script.blows().stream().filter(blow -> Scriptwriter.isToCluster(blow.harm())).toList();

      assertThat(toCluster).allMatch(blow -> blow.strand() == 0);
      assertThat(areApart(toCluster)).isTrue();
    }
  }

  @Test
  void oneNodeIsHarmedInOneWayAtATime() {
    for (Script script : scripts()) {
      for (List<Blow> strand : script.strands()) {
        assertThat(areApart(strand)).as("%s", strand).isTrue();
      }
    }
  }

  @Test
  void allHarmToProcessesIsOneAfterTheOtherWhereThereIsOneBroker() {
    Scriptwriter.Cast cast =
        new Scriptwriter.Cast(
            new Size(3, 1), true, EnumSet.of(Harm.Kind.NODE_KILLED, Harm.Kind.BROKER_KILLED));

    assertThat(IntStream.rangeClosed(1, 100).mapToObj(round -> Scriptwriter.write(1, round, cast)))
        .allSatisfy(script -> assertThat(script.strands()).hasSize(1));
  }

  @Test
  void aRollingRestartIsOfEveryNodeAndNothingElse() {
    List<Script> rolling =
        scripts().stream()
            .filter(script -> script.blows().getFirst().harm().kind() == Kind.ROLLING_RESTART)
            .toList();

    assertThat(rolling).isNotEmpty();
    assertThat(rolling)
        .allSatisfy(
            script ->
                assertThat(script.blows())
                    .extracting(Blow::harm)
                    .containsExactly(
                        new Harm.ToNode(Blight.RESTARTED, 0),
                        new Harm.ToNode(Blight.RESTARTED, 1),
                        new Harm.ToNode(Blight.RESTARTED, 2)));
  }

  private static boolean areApart(List<Blow> blows) {
    Duration free = Duration.ZERO;
    for (Blow blow : blows) {
      if (blow.at().compareTo(free) < 0) {
        return false;
      }
      free = blow.at().plus(blow.lasts());
    }
    return true;
  }

  @Test
  void somebodyWritesAndSomebodyComesAndGoesAndNobodyWritesToThemselves() {
    assertThat(scripts())
        .allSatisfy(
            script -> {
              assertThat(script.cues()).anyMatch(cue -> cue.act() instanceof Act.Send);
              assertThat(script.cues()).isSortedAccordingTo((a, b) -> a.at().compareTo(b.at()));
            });
    assertThat(scripts())
        .anyMatch(script -> script.cues().stream().anyMatch(cue -> cue.act() instanceof Act.Leave));
  }

  private static List<Script> scripts() {
    return IntStream.rangeClosed(1, 300)
        .mapToObj(round -> Scriptwriter.write(1, round, CAST))
        .toList();
  }
}
