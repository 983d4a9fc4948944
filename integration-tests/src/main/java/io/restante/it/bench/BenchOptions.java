package io.restante.it.bench;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What was asked for on the command line. Immutable.
///
/// @param name the benchmark, or `all`
/// @param json where the figures are written, or null
/// @param runs how often each is measured, 1 or more
/// @param isQuick whether it is a short look rather than a measurement
/// @param data where estates keep their data while they run, or null for the system's temporary
///   directory
record BenchOptions(
    String name, @Nullable Path json, int runs, boolean isQuick, @Nullable Path data) {
  static final String USAGE =
      """
      ./restante bench NAME [--json FILE] [--runs N] [--quick] [--data DIR]

        latency      send to accepted and send to delivered, at 500, 1,000 and 2,000 messages/s
        throughput   the highest rate that is sustained for 20 s with p99 below 200 ms
        idle         what an idle connection costs, with 15,000 of them
        drain        a device returns to 10,000 messages among 1,000,000; 100 return to 1,000 each
        rebuild      the mailbox index of 1,000,000 envelopes is rebuilt from the log
        connect      10,000 devices come back with their tickets, without TLS and with it
        keys         pre-key bundles are fetched over the API
        welcome      two new users: from the first request to the first message read
        fleet        1,000 messages/s through three nodes and three brokers
        takeover     a node of three is killed, or stopped: until its devices are served again
        handover     a partition of 1,000,000 envelopes changes nodes: own index, snapshot, log
        rolling      three nodes are restarted one after the other, under load
        storm        10,000 devices come back at once, each to 10 messages
        fanout       groups of 1,024: to the last member, deliveries a second; 1,000 groups of 10
        receipts     what receipts cost the log, in a group of 1,024 and between two
        presence     15,000 watched users lose their node; how soon a watcher knows
        fairness     whether others notice a flooding device and a giant backlog
        memory       15,000 connections and 1,000,000 envelopes that nobody acknowledges
        topology     the fan-out by itself: messages to groups of 1,024
        cdc          a group changes: until it is in the log, and in effect in the fan-out
        all          one after the other

        --json FILE  also writes the figures to FILE
        --runs N     measures N times   (default: 3, with --quick 1)
        --quick      shorter and smaller: a look, not a measurement
        --data DIR   makes the temporary data directory in DIR   (default: the system's)

      Starts and stops an estate of its own. Needs a quiet machine to mean something.\
      """;

  private static final int RUNS = 3;

  /// Reads the command line.
  ///
  /// @param names the benchmarks there are
  /// @throws IllegalArgumentException with what is wrong
  static BenchOptions parse(List<String> arguments, List<String> names) {
    Deque<String> rest = new ArrayDeque<>(arguments);
    String name = null;
    Path json = null;
    Path data = null;
    int runs = 0;
    boolean isQuick = false;
    while (!rest.isEmpty()) {
      String next = rest.pop();
      switch (next) {
        case "--json" -> json = Path.of(value(next, rest));
        case "--data" -> data = Path.of(value(next, rest));
        case "--runs" -> runs = positive(next, value(next, rest));
        case "--quick" -> isQuick = true;
        default -> {
          if (name != null || !names.contains(next)) {
            throw new IllegalArgumentException(
                "'" + next + "' is not expected here (expected: one of " + names + ")");
          }
          name = next;
        }
      }
    }
    if (name == null) {
      throw new IllegalArgumentException("which benchmark? (expected: one of " + names + ")");
    }
    return new BenchOptions(name, json, runs > 0 ? runs : isQuick ? 1 : RUNS, isQuick, data);
  }

  private static String value(String option, Deque<String> rest) {
    if (rest.isEmpty()) {
      throw new IllegalArgumentException(option + " needs a value");
    }
    return rest.pop();
  }

  private static int positive(String option, String value) {
    if (!value.matches("[1-9][0-9]{0,2}")) {
      throw new IllegalArgumentException(option + ": " + value + " (expected: 1..999)");
    }
    return Integer.parseInt(value);
  }
}
