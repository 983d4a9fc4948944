package io.restante.streams.presence.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Lets thousands of worlds of chance happen. `-Drestante.presence.worlds=N` for more;
/// `-Drestante.seed=N` for one.
class PresenceModelTest {
  private static final int WORLDS = Integer.getInteger("restante.presence.worlds", 3_000);
  private static final int PLANTED_WORLDS = 1_000;

  @Test
  void watchersAreToldTheTruthAndNobodyElseAnything() {
    Long one = Long.getLong("restante.seed");
    LongStream seeds = one == null ? LongStream.range(0, WORLDS) : LongStream.of(one);
    seeds.forEach(seed -> play(seed, PresenceWorld.Bug.NONE));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void aPlantedBugIsFound(PresenceWorld.Bug bug) {
    assertThat(LongStream.range(0, PLANTED_WORLDS).anyMatch(seed -> isFound(seed, bug)))
        .as("%s", bug)
        .isTrue();
  }

  private static boolean isFound(long seed, PresenceWorld.Bug bug) {
    try {
      play(seed, bug);
      return false;
    } catch (AssertionError e) {
      return true;
    }
  }

  private static void play(long seed, PresenceWorld.Bug bug) {
    try {
      new PresenceWorld(seed, bug).play();
    } catch (AssertionError e) {
      throw new AssertionError("-Drestante.seed=" + seed + ": " + e.getMessage(), e);
    }
  }
}
