package io.restante.it.faults;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What was asked for on the command line. Immutable.
///
/// @param seed where all chance comes from
/// @param first the first round, 1 or more
/// @param last the last round
/// @param size how large the estate is
/// @param hasGroups whether people write to groups too
/// @param json where the outcome is written, or null
record FaultsOptions(
    long seed, int first, int last, Size size, boolean hasGroups, @Nullable Path json) {
  static final String USAGE =
      """
      ./restante faults [--rounds N] [--seed S] [--round K] [--nodes N] [--brokers N] [--no-groups]
                        [--json FILE]

        --rounds N   how many rounds   (default: 20)
        --seed S     where all chance comes from   (default: the time)
        --round K    only this one
        --nodes N    how many gateway nodes, 1 to 9   (default: 1)
        --brokers N  how many brokers, 1 or 3 to 9    (default: 1)
        --no-groups  one to one only: no groups, no topologies
        --json FILE  also writes the outcome to FILE

      People write to one another and to groups, which others join and leave meanwhile;
      nodes, brokers, networks and the topologies are harmed. The directory of the groups
      is played: there is no PostgreSQL and no connector.

      Each round takes 5 to 10 seconds, and more with several nodes and brokers. Ends
      with 0 when every promise was kept, with 1 otherwise.\
      """;

  private static final int ROUNDS = 20;

  /// Reads the command line.
  ///
  /// @param usualSeed the seed when none is given
  /// @throws IllegalArgumentException with what is wrong
  static FaultsOptions parse(List<String> arguments, long usualSeed) {
    Deque<String> rest = new ArrayDeque<>(arguments);
    long seed = usualSeed;
    int rounds = ROUNDS;
    int only = 0;
    int nodes = 1;
    int brokers = 1;
    boolean hasGroups = true;
    Path json = null;
    while (!rest.isEmpty()) {
      String next = rest.pop();
      switch (next) {
        case "--seed" -> seed = number(next, rest, Long.MIN_VALUE, Long.MAX_VALUE);
        case "--rounds" -> rounds = (int) number(next, rest, 1, 1_000_000);
        case "--round" -> only = (int) number(next, rest, 1, 1_000_000);
        case "--nodes" -> nodes = (int) number(next, rest, 1, 9);
        case "--brokers" -> brokers = (int) number(next, rest, 1, 9);
        case "--no-groups" -> hasGroups = false;
        case "--json" -> json = Path.of(value(next, rest));
        default -> throw new IllegalArgumentException("'" + next + "' is not expected here");
      }
    }
    Size size = new Size(nodes, brokers);
    int first = only > 0 ? only : 1;
    return new FaultsOptions(seed, first, only > 0 ? only : rounds, size, hasGroups, json);
  }

  private static String value(String option, Deque<String> rest) {
    if (rest.isEmpty()) {
      throw new IllegalArgumentException(option + " needs a value");
    }
    return rest.pop();
  }

  private static long number(String option, Deque<String> rest, long least, long most) {
    String value = value(option, rest);
    String expected = option + ": " + value + " (expected: " + least + ".." + most + ")";
    try {
      long number = Long.parseLong(value);
      if (number < least || number > most) {
        throw new IllegalArgumentException(expected);
      }
      return number;
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(expected, e);
    }
  }
}
