package io.restante.streams.fanout.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.streams.fanout.rules.FanOutWorld.Bug;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/// Law 9 and its neighbours, in worlds of chance. More of them: `-Drestante.fanout.worlds=100000`;
/// one: `-Drestante.seed=N`.
class FanOutModelTest {
  private static final int WORLDS = Integer.getInteger("restante.fanout.worlds", 3_000);
  private static final int STEPS = 300;

  @Test
  void whateverHappensMembersGetExactlyWhatIsTheirs() {
    long only = Long.getLong("restante.seed", -1);
    LongStream seeds = only < 0 ? LongStream.range(0, WORLDS) : LongStream.of(only);
    seeds.forEach(
        seed -> {
          try {
            new FanOutWorld(seed, Bug.NONE).run(STEPS);
          } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
          }
        });
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
  void aPlantedBugIsFound(Bug bug) {
    assertThat(LongStream.range(0, WORLDS).anyMatch(seed -> isFound(seed, bug))).isTrue();
  }

  private static boolean isFound(long seed, Bug bug) {
    try {
      new FanOutWorld(seed, bug).run(STEPS);
      return false;
    } catch (AssertionError e) {
      return true;
    }
  }
}
