package io.restante.gateway.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Runs many schedules. `-Dsimulation.seed=N` replays one; `-Dsimulation.schedules=N` runs more.
class DeliverySimulationTest {
  private static final int SCHEDULES = Integer.getInteger("simulation.schedules", 20_000);
  private static final int PLANTED_SCHEDULES = 5_000;
  private static final int STEPS = 250;

  @Test
  void everyScheduleKeepsTheLaws() {
    Long replayed = Long.getLong("simulation.seed");
    long first = replayed == null ? System.nanoTime() : replayed;
    int schedules = replayed == null ? SCHEDULES : 1;
    for (long seed = first; seed < first + schedules; seed++) {
      run(seed, Fault.NONE);
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void everyPlantedBugIsFound(Fault fault) {
    assertThat(LongStream.range(0, PLANTED_SCHEDULES).anyMatch(seed -> isFound(seed, fault)))
        .as("found in %d schedules: %s", PLANTED_SCHEDULES, fault)
        .isTrue();
  }

  private static boolean isFound(long seed, Fault fault) {
    try {
      run(seed, fault);
      return false;
    } catch (AssertionError e) {
      return true;
    }
  }

  private static void run(long seed, Fault fault) {
    try {
      new World(seed, fault).run(STEPS);
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("replay with -Dsimulation.seed=" + seed + ": " + e.getMessage(), e);
    }
  }
}
