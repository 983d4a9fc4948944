package io.restante.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.directory.GroupMemberKey;
import io.restante.local.DirectoryChecker.Entry;
import io.restante.local.DirectoryFaults.Fault;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Faults by chance, one a round, while the directory changes. After each round the topics are the
/// tables, so a finding's story is what its round did.
///
/// `-Drestante.cdc.rounds=N` plays N rounds instead of two, `-Drestante.seed=S` the same ones
/// again, `-Drestante.cdc.faults=RESTORED,KILLED` only such.
final class DirectoryCampaignTest {
  @TempDir Path directory;

  @Test
  void whateverFailsTheTopicsAreTheTablesInTheEnd() throws Exception {
    long seed = Long.getLong("restante.seed", new Random().nextLong());
    int rounds = Integer.getInteger("restante.cdc.rounds", 2);
    Random random = new Random(seed);
    List<Fault> drawable = drawable();
    try (DirectoryEstate world = new DirectoryEstate(directory)) {
      DirectoryFaults faults = new DirectoryFaults(world, random);
      world.connector().start();
      for (int round = 0; round < rounds; round++) {
        Fault fault = drawable.get(random.nextInt(drawable.size()));
        String when = "seed " + seed + ", round " + round + ": " + fault;
        System.out.println("cdc campaign, " + when);
        List<Entry> log;
        try {
          faults.play(fault);
          world.awaitCaughtUp();
          log = world.log();
        } catch (Exception | AssertionError e) {
          throw new AssertionError(when + ": " + faults.story(), e);
        }
        compare(world, log, when + ": " + faults.story());
        assertThat(foundWhenPlanted(world, log)).as(when).isTrue();
      }
    }
  }

  private static List<Fault> drawable() {
    String named = System.getProperty("restante.cdc.faults", "");
    return named.isEmpty()
        ? List.of(Fault.values())
        : List.of(named.split(",")).stream().map(Fault::valueOf).toList();
  }

  private static void compare(DirectoryEstate world, List<Entry> log, String when)
      throws SQLException {
    Map<String, String> expected = expected(world);
    assertThat(expected).as(when).hasSizeGreaterThan(20);
    assertThat(DirectoryChecker.compacted(log)).as(when).isEqualTo(expected);
    assertThat(DirectoryChecker.brokenMarkers(log)).as(when).isEmpty();
  }

  /// The checker would have seen it if this very log had lost a tombstone, or if an old record had
  /// come late.
  private static boolean foundWhenPlanted(DirectoryEstate world, List<Entry> log)
      throws SQLException {
    Map<String, String> expected = expected(world);
    int tombstone =
        IntStream.range(0, log.size())
            .filter(i -> log.get(i).value() == null && isLast(log, i))
            .findFirst()
            .orElseThrow();
    List<Entry> lossy = new ArrayList<>(log);
    lossy.remove(tombstone);
    int superseded =
        IntStream.range(0, log.size())
            .filter(i -> log.get(i).key() instanceof GroupMemberKey && isSuperseded(log, i))
            .findFirst()
            .orElseThrow();
    List<Entry> late = new ArrayList<>(log);
    late.add(log.get(superseded));
    return !DirectoryChecker.compacted(lossy).equals(expected)
        && !DirectoryChecker.compacted(late).equals(expected);
  }

  /// Whether it is the only tombstone at the end of its key's records, so that nothing makes up for
  /// it.
  private static boolean isLast(List<Entry> log, int index) {
    Object key = log.get(index).key();
    boolean hadValue =
        log.subList(0, index).stream()
            .filter(before -> before.key().equals(key))
            .reduce((_, newer) -> newer)
            .filter(before -> before.value() != null)
            .isPresent();
    return hadValue
        && log.subList(index + 1, log.size()).stream().noneMatch(later -> later.key().equals(key));
  }

  private static boolean isSuperseded(List<Entry> log, int index) {
    Object value = log.get(index).value();
    return value != null && !value.equals(newest(log, log.get(index)).value());
  }

  private static Entry newest(List<Entry> log, Entry entry) {
    return log.stream()
        .filter(other -> other.key().equals(entry.key()))
        .reduce((_, newer) -> newer)
        .orElseThrow();
  }

  private static Map<String, String> expected(DirectoryEstate world) throws SQLException {
    try (Connection connection = world.connect()) {
      return DirectoryChecker.expected(connection);
    }
  }
}
