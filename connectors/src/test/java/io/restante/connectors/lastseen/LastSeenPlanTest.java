package io.restante.connectors.lastseen;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.connectors.lastseen.LastSeenPlan.Place;
import io.restante.connectors.lastseen.LastSeenPlan.Write;
import io.restante.contract.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LastSeenPlanTest {
  private static final UserId ALICE = new UserId(1, 1);
  private static final UserId BOB = new UserId(1, 2);
  private static final long MINUTE = LastSeenPlan.EVERY_MS;

  private final LastSeenPlan plan = new LastSeenPlan(3);

  private static Place at(long offset) {
    return new Place(0, offset);
  }

  private List<Long> seen(long nowMs) {
    List<Long> seen = new ArrayList<>();
    for (Write write : plan.due(9, nowMs)) {
      seen.add(write.seenMs());
      plan.written(write, nowMs);
    }
    return seen;
  }

  @Test
  void theFirstIsWrittenAtOnceAndTheLastOfAMinuteWhenItIsOver() {
    plan.onLeft(at(0), ALICE, 100L, 1_000);
    assertThat(seen(1_000)).containsExactly(100L);
    plan.onLeft(at(1), ALICE, 200L, 2_000);
    plan.onLeft(at(2), ALICE, 300L, 3_000);
    assertThat(seen(1_000 + MINUTE - 1)).isEmpty();
    assertThat(seen(1_000 + MINUTE)).containsExactly(300L);
  }

  @Test
  void whoIsGoneIsForgottenAtOnce() {
    plan.onLeft(at(0), ALICE, 100L, 1_000);
    assertThat(seen(1_000)).containsExactly(100L);
    plan.onLeft(at(1), ALICE, null, 2_000);
    assertThat(plan.due(9, 2_000)).extracting(Write::seenMs).containsExactly((Long) null);
  }

  @Test
  void theTopicIsDoneWithUpToTheFirstThatWaits() {
    plan.onLeft(at(4), ALICE, 100L, 1_000);
    plan.onPassed(at(5));
    plan.onLeft(at(6), BOB, 100L, 1_000);
    assertThat(plan.done()).containsEntry(0, 4L);
    Write first = plan.due(1, 1_000).getFirst();
    plan.written(first, 1_000);
    assertThat(plan.done()).containsEntry(0, 6L);
    assertThat(seen(1_000)).hasSize(1);
    assertThat(plan.done()).containsEntry(0, 7L);
  }

  @Test
  void whatFailsIsTriedAgainAndWaitsSoLong() {
    plan.onLeft(at(0), ALICE, 100L, 1_000);
    plan.failed(plan.due(1, 1_000).getFirst(), 1_000);
    assertThat(plan.due(9, 1_000)).isEmpty();
    assertThat(plan.done()).containsEntry(0, 0L);
    assertThat(seen(1_000 + LastSeenPlan.AGAIN_MS)).containsExactly(100L);
  }

  @Test
  void whatIsWrittenLateDoesNotUndoWhatCameMeanwhile() {
    plan.onLeft(at(0), ALICE, 100L, 1_000);
    Write under = plan.due(1, 1_000).getFirst();
    plan.onLeft(at(1), ALICE, 200L, 1_001);
    plan.written(under, 1_002);
    assertThat(plan.done()).containsEntry(0, 1L);
    assertThat(plan.size()).isEqualTo(1);
  }

  @Test
  void aFullPlanSaysSoAndALostPartitionIsForgotten() {
    for (int user = 0; user < 3; user++) {
      plan.onLeft(new Place(user % 2, user), new UserId(2, user), 100L, 1_000);
    }
    assertThat(plan.isFull()).isTrue();
    plan.lost(0);
    assertThat(plan.size()).isEqualTo(1);
    assertThat(plan.done()).containsOnlyKeys(1);
  }

  /// Statuses, writes that fail, crashes: in the end the store has the last of everybody, and
  /// nobody was written more than once a minute by one process.
  @Test
  void theStoreEndsWithTheLastOfEverybody() {
    for (long seed = 0; seed < 2_000; seed++) {
      new World(seed).play();
    }
  }

  /// One life of chance.
  private static final class World {
    private final long seed;
    private final Random random;
    private final List<UserId> users = new ArrayList<>();
    private final List<@Nullable Long> seen = new ArrayList<>();
    private final Map<UserId, @Nullable Long> store = new HashMap<>();
    private final Map<UserId, Long> writtenMs = new HashMap<>();
    private LastSeenPlan plan = new LastSeenPlan(100);
    private long committed;
    private int position;
    private long nowMs = 1_000_000;

    World(long seed) {
      this.seed = seed;
      this.random = new Random(seed);
    }

    void play() {
      for (int step = 0; step < 200; step++) {
        step();
      }
      while (position < users.size() || plan.size() > 0) {
        read();
        nowMs += MINUTE;
        write(false);
      }
      Map<UserId, @Nullable Long> truth = new HashMap<>();
      for (int i = 0; i < users.size(); i++) {
        if (seen.get(i) != null) {
          truth.put(users.get(i), seen.get(i));
        }
      }
      assertThat(store).as("seed %d", seed).isEqualTo(truth);
    }

    private void step() {
      switch (random.nextInt(8)) {
        case 0, 1 -> {
          users.add(new UserId(3, random.nextInt(3)));
          seen.add(random.nextInt(3) == 0 ? null : (Long) (nowMs + users.size()));
        }
        case 2, 3 -> read();
        case 4 -> write(true);
        case 5 -> nowMs += random.nextLong(MINUTE);
        case 6 -> committed = plan.done().getOrDefault(0, committed);
        default -> {
          if (random.nextInt(4) == 0) {
            plan = new LastSeenPlan(100);
            position = (int) committed;
            writtenMs.clear();
          }
        }
      }
      nowMs++;
      plan.onTick(nowMs);
    }

    private void read() {
      if (position < users.size()) {
        Place place = new Place(0, position);
        Long seenMs = seen.get(position);
        if (seenMs == null) {
          plan.onPassed(place); // Online.
        } else {
          plan.onLeft(place, users.get(position), seenMs, nowMs);
        }
        position++;
      }
    }

    private void write(boolean mayFail) {
      for (Write write : plan.due(2, nowMs)) {
        if (mayFail && random.nextInt(3) == 0) {
          plan.failed(write, nowMs);
          continue;
        }
        Long last = writtenMs.put(write.user(), nowMs);
        assertThat(last == null || nowMs - last >= MINUTE).as("seed %d", seed).isTrue();
        Long seenMs = write.seenMs();
        if (seenMs != null) {
          store.merge(write.user(), seenMs, Math::max);
        }
        plan.written(write, nowMs);
      }
    }
  }
}
