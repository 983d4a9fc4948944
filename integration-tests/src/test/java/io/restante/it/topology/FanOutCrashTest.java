package io.restante.it.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.it.topology.FanOutJudge.Finding;
import io.restante.it.topology.FanOutJudge.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Law 9 on a real log: the topologies are killed in the middle of fanning out to 1,024 members,
/// and stopped in order, while people come and go. `-Drestante.seed=N` goes a way again, as far as
/// processes can; `-Drestante.rounds=N` does more harm.
final class FanOutCrashTest {
  private static final int ROUNDS = Integer.getInteger("restante.rounds", 2);
  private static final int MOST_ROUNDS = ROUNDS + 10;
  private static final int MEMBERS = 1_024;
  private static final int GROUPS = 3;
  private static final int BURST = 150;
  private static final int ACTS_PER_SECOND = 100;
  private static final long KILLED_WITHIN_NANOS = 60_000_000;

  private final long seed = Long.getLong("restante.seed", new Random().nextLong(1_000_000));

  @TempDir private Path directory;

  @Test
  void whoeverIsAMemberGetsItAllHoweverOftenTheProcessIsKilled() throws Exception {
    System.out.println("seed " + seed);
    try (FanOutSite site = FanOutSite.start(1, 1, List.of());
        GroupFeed feed = new GroupFeed(site.estate().bootstrapServers())) {
      site.process(0).start();
      GroupLife life = new GroupLife(feed, seed, GROUPS, MEMBERS);
      killUntilSomethingIsRepeated(site, 1, life);
      life.goOn(Duration.ofSeconds(1), ACTS_PER_SECOND);

      Verdict verdict = verdict(site, life);

      print(verdict);
      assertThat(verdict.findings()).isEmpty();
      assertThat(verdict.repeated()).as("killed in the middle").isPositive();
      site.awaitForgotten();
    }
  }

  @Test
  void whoIsStoppedInOrderRepeatsNothing() throws Exception {
    System.out.println("seed " + seed);
    try (FanOutSite site = FanOutSite.start(1, 1, List.of());
        GroupFeed feed = new GroupFeed(site.estate().bootstrapServers())) {
      site.process(0).start();
      GroupLife life = new GroupLife(feed, seed, GROUPS, MEMBERS);
      for (int round = 0; round < ROUNDS; round++) {
        life.goOn(Duration.ofSeconds(1), ACTS_PER_SECOND);
        life.burst(BURST);
        LockSupport.parkNanos(life.random().nextLong(KILLED_WITHIN_NANOS));
        site.process(0).stop();
        life.goOn(Duration.ofMillis(300), ACTS_PER_SECOND);
        site.process(0).start();
      }

      Verdict verdict = verdict(site, life);

      print(verdict);
      assertThat(verdict.findings()).isEmpty();
      assertThat(verdict.repeated()).isZero();
    }
  }

  @Test
  void othersTakeOverWhatAKilledProcessHadAndGiveItBack() throws Exception {
    System.out.println("seed " + seed);
    try (FanOutSite site = FanOutSite.start(3, 2, List.of());
        GroupFeed feed = new GroupFeed(site.estate().bootstrapServers())) {
      for (TopologiesProcess process : site.processes()) {
        process.begin();
      }
      site.processes().forEach(TopologiesProcess::awaitReady);
      GroupLife life = new GroupLife(feed, seed, GROUPS, MEMBERS);
      killUntilSomethingIsRepeated(site, 2, life);
      site.estate().broker(1).kill();
      life.goOn(Duration.ofSeconds(2), ACTS_PER_SECOND);
      site.estate().broker(1).start();

      Verdict verdict = verdict(site, life);

      print(verdict);
      assertThat(verdict.findings()).isEmpty();
      assertThat(verdict.repeated()).as("killed in the middle").isPositive();
    }
  }

  @ParameterizedTest
  @EnumSource(PlantedFault.class)
  void aPlantedBugIsFound(PlantedFault fault) throws Exception {
    try (FanOutSite site = FanOutSite.start(1, 1, List.of(fault.plantIn(directory)));
        GroupFeed feed = new GroupFeed(site.estate().bootstrapServers())) {
      site.process(0).start();
      GroupLife life = new GroupLife(feed, seed, GROUPS, MEMBERS);
      killInTheMiddle(site, 0, life, new Plight(true, true));
      life.goOn(Duration.ofSeconds(3), ACTS_PER_SECOND);

      List<Finding> findings = verdict(site, life).findings();

      System.out.println(fault + ": " + findings.stream().limit(1).toList());
      assertThat(findings).extracting(Finding::breach).contains(fault.breach());
    }
  }

  /// What else is wrong when a process is killed.
  ///
  /// @param storesAreLost it has to make them from their changelogs
  /// @param directoryIsLate messages wait for it while the process dies
  private record Plight(boolean storesAreLost, boolean directoryIsLate) {
    /// Both, neither, and then one of them.
    static Plight of(int round) {
      return new Plight(round % 2 == 0, round % 4 == 0 || round % 4 == 3);
    }
  }

  /// Kills processes in turn, for a number of rounds, and for more until one was in the middle of
  /// something: whoever comes back has no tasks for a while, and a commit may come just before.
  private static void killUntilSomethingIsRepeated(FanOutSite site, int processes, GroupLife life)
      throws Exception {
    int first = life.random().nextInt(processes);
    int round = 0;
    while (round < ROUNDS || (round < MOST_ROUNDS && !site.hasRepeats())) {
      killInTheMiddle(site, (first + round) % processes, life, Plight.of(round));
      round++;
    }
  }

  /// Lets life go on, kills a process while it fans a burst out, and starts it again while life
  /// goes on.
  private static void killInTheMiddle(FanOutSite site, int index, GroupLife life, Plight plight)
      throws Exception {
    TopologiesProcess process = site.process(index);
    // So few that those who wait find room.
    int rate = plight.directoryIsLate() ? ACTS_PER_SECOND / 4 : ACTS_PER_SECOND;
    if (plight.directoryIsLate()) {
      life.hold();
      site.awaitTaken(life.posted());
    }
    life.goOn(Duration.ofMillis(1_500 + life.random().nextLong(500)), rate);
    long before = site.envelopes();
    life.burst(BURST);
    if (!plight.directoryIsLate()) {
      site.awaitEnvelopesAfter(before);
    }
    LockSupport.parkNanos(life.random().nextLong(KILLED_WITHIN_NANOS));
    process.kill();
    assertThat(site.leftOnDisk()).as("what has not been fanned out is there").isNotEmpty();
    if (plight.storesAreLost()) {
      process.loseStores();
    }
    life.goOn(Duration.ofMillis(life.random().nextLong(3_000)), rate);
    process.begin();
    life.goOn(Duration.ofSeconds(2), rate);
    process.awaitReady();
    life.release();
  }

  private static Verdict verdict(FanOutSite site, GroupLife life) {
    life.catchUp();
    List<Posted> posted = life.posted();
    Story story = new Story(life.rosters(), posted, site.settled());
    return FanOutJudge.judge(story, site.partitions());
  }

  private static void print(Verdict verdict) {
    System.out.println(
        verdict.deliveries()
            + " deliveries, "
            + verdict.repeated()
            + " messages fanned out more than once, "
            + verdict.findings().size()
            + " findings");
    verdict.findings().stream().limit(10).forEach(System.out::println);
  }
}
