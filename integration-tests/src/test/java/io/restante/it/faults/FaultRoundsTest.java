package io.restante.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.it.checker.Finding;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Ten rounds of load and faults on a real estate of two nodes, without a finding.
///
/// The seed is printed; `./restante faults --seed N --rounds 10 --nodes 2` goes that way again, as
/// far as processes can.
final class FaultRoundsTest {
  private static final int ROUNDS = 10;
  private static final Size SIZE = new Size(2, 1);

  @Test
  void noRoundBreaksAPromise() throws Exception {
    long seed = Long.getLong("restante.seed", System.nanoTime());
    System.out.println("FaultRoundsTest: -Drestante.seed=" + seed);
    List<Finding> findings = new ArrayList<>();
    List<DiskWatch.Remains> remains = new ArrayList<>();
    try (Campaign campaign =
        Campaign.start(seed, Terms.of(SIZE, true), result -> findings.addAll(result.findings()))) {
      for (int round = 1; round <= ROUNDS; round++) {
        remains.addAll(campaign.play(round));
        assertThat(findings).as("round %d of seed %d", round, seed).isEmpty();
      }
      remains.addAll(campaign.awaitDeletion());
    }
    assertThat(remains).isEmpty();
  }
}
