package io.restante.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.it.checker.Breach;
import io.restante.it.checker.Finding;
import io.restante.it.topology.PlantedFault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A bug is planted into a real node, and rounds of load and faults go on until the checker has
/// found it. Without the bug the same rounds find nothing: [FaultRoundsTest].
final class PlantedBugsTest {
  private static final int ROUNDS_MAX = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  /// What keeps a round from being long: the bug is to be found, not the harm endured.
  private static final Set<Harm.Kind> SPARED =
      Set.of(Harm.Kind.DISK_FULL, Harm.Kind.BROKER_PAUSED, Harm.Kind.BROKER_KILLED);

  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TOMBSTONE_ERASES_NEWER")
  void checkerFindsThePlantedBug(PlantedBug bug) throws Exception {
    List<Path> planted = List.of(bug.plantIn(directory));
    Terms terms = new Terms(new Size(1, 1), false, SPARED, planted, PATIENCE);

    List<Finding> findings = play(terms, Breach.LOST);

    assertThat(findings).extracting(Finding::breach).contains(Breach.LOST);
    findings.stream()
        .filter(finding -> finding.breach() == Breach.LOST)
        .limit(1)
        .forEach(finding -> System.out.println(bug + " is found:\n" + finding));
  }

  /// Plays until a breach is found. Another may be found before: what is lost is also kept on the
  /// disk.
  private static List<Finding> play(Terms terms, Breach sought) throws Exception {
    List<Finding> findings = new ArrayList<>();
    try (Campaign campaign =
        Campaign.start(1, terms, result -> findings.addAll(result.findings()))) {
      for (int round = 1; round <= ROUNDS_MAX && !isFound(sought, findings); round++) {
        campaign.play(round);
      }
    }
    return findings;
  }

  private static boolean isFound(Breach sought, List<Finding> findings) {
    return findings.stream().anyMatch(finding -> finding.breach() == sought);
  }

  @Test
  void checkerFindsThatWhoeverCameSinceGetsWhatWasSentBefore() throws Exception {
    List<Path> planted = List.of(PlantedFault.SINCE_IS_IGNORED.plantIn(directory));
    Set<Harm.Kind> spared = EnumSet.complementOf(EnumSet.of(Harm.Kind.DEVICES_CUT));
    Terms terms = new Terms(new Size(1, 1), true, spared, planted, PATIENCE);

    List<Finding> findings = play(terms, Breach.MISDELIVERED);

    assertThat(findings).extracting(Finding::breach).contains(Breach.MISDELIVERED);
    findings.stream()
        .filter(finding -> finding.breach() == Breach.MISDELIVERED)
        .limit(1)
        .forEach(finding -> System.out.println("SINCE_IS_IGNORED is found:\n" + finding));
  }

  @ParameterizedTest
  @EnumSource
  void checkerFindsThePlantedLie(PlantedLie lie) throws Exception {
    List<Path> planted = List.of(lie.plantIn(directory));
    Set<Harm.Kind> spared = EnumSet.complementOf(EnumSet.of(Harm.Kind.DEVICES_CUT));
    Terms terms = new Terms(new Size(1, 1), true, spared, planted, Duration.ofSeconds(5));

    List<Finding> findings = play(terms, lie.breach());

    assertThat(findings).extracting(Finding::breach).contains(lie.breach());
    findings.stream()
        .filter(finding -> finding.breach() == lie.breach())
        .limit(1)
        .forEach(finding -> System.out.println(lie + " is found:\n" + finding));
  }

  @Test
  void noticeThatALateTombstoneOverlaysIsShownAllTheSame() throws Exception {
    assertThat(LateTombstone.shownWith(List.of(), directory)).isEqualTo(2);
  }

  @Test
  void noticeIsLostWhenTheBugIsPlantedThatATombstoneErasesWhatIsNewer() throws Exception {
    List<Path> planted = List.of(PlantedBug.TOMBSTONE_ERASES_NEWER.plantIn(directory));

    assertThat(LateTombstone.shownWith(planted, directory)).isZero();
  }
}
