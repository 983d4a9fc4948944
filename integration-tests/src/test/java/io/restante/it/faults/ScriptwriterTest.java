package io.restante.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

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
      new Scriptwriter.Cast(3, 3, EnumSet.allOf(Harm.Kind.class));

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
    Scriptwriter.Cast cast = new Scriptwriter.Cast(1, 1, few);

    assertThat(IntStream.rangeClosed(1, 100).mapToObj(round -> Scriptwriter.write(1, round, cast)))
        .allSatisfy(
            script ->
                assertThat(script.blows()).extracting(blow -> blow.harm().kind()).isSubsetOf(few));
  }

  @Test
  void processesAreHarmedOneAfterTheOther() {
    for (Script script : scripts()) {
      Duration free = Duration.ZERO;
      for (Blow blow : script.blows()) {
        if (Scriptwriter.isToProcess(blow.harm())) {
          assertThat(blow.at()).isGreaterThanOrEqualTo(free);
          free = blow.at().plus(blow.lasts());
        }
      }
    }
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
