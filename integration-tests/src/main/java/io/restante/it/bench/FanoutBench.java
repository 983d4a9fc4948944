package io.restante.it.bench;

import io.restante.contract.DeviceAddress;
import io.restante.contract.Topics;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/// Messages to groups: how soon the last of 1,024 members has one, how many deliveries a second are
/// sustained, what one-to-one messages notice of it, and what it costs in the log.
final class FanoutBench implements Benchmark {
  private static final int LARGE = 1_024;
  private static final int LARGE_GROUPS = 4;
  private static final int SMALL = 10;
  private static final int SMALL_GROUPS = 1_000;
  private static final double CALM_RATE = 2;
  private static final double SMALL_RATE = 200;
  private static final int PAIRS = 100;
  private static final int PAIRS_RATE = 1_000;
  private static final double P99_MAX_MS = 200;
  private static final double STEP = 1.25;
  private static final double PRECISION = 1.05;
  private static final double NANOS_PER_MS = 1e6;
  private static final List<String> MESSAGES =
      List.of(Topics.ENVELOPES.name(), Topics.GROUP_ENVELOPES.name());

  @Override
  public String name() {
    return "fanout";
  }

  @Override
  public void run(Lab lab) throws Exception {
    lab.figures().set("fanout.members", LARGE);
    lab.figures().set("fanout.ciphertext_bytes", 256);
    lab.figures().set("fanout.small_groups", SMALL_GROUPS);
    lab.figures().set("fanout.small_members", SMALL);
    lab.figures().set("fanout.small_messages_per_s", SMALL_RATE);
    lab.figures().set("fanout.p99_max_ms", P99_MAX_MS);
    lab.start(options -> options.withAccounts().withConnectors().withTopologies());
    calm(lab);
    beside(lab);
    sustained(lab);
  }

  /// One group, two messages a second; and what is written for each delivery.
  private static void calm(Lab lab) throws Exception {
    Warmth first = lab.isQuick() ? Warmth.ofSeconds(5, 1) : Warmth.ofSeconds(20, 1);
    Warmth each = lab.isQuick() ? Warmth.ofSeconds(1, 10) : Warmth.ofSeconds(2, 60);
    try (Groups groups = new Groups(lab, 1, LARGE)) {
      groups.load(10 * CALM_RATE, first);
      groups.settle();
      for (int run = 0; run < lab.runs(); run++) {
        groups.load(CALM_RATE, each);
        groups.settle();
        addPercentiles(lab, "fanout.1024.last", groups.swarm().toLastLatencies());
        addPercentiles(lab, "fanout.1024.each", groups.swarm().endToEndLatencies());
      }
      try (LogMeter meter = new LogMeter(lab.estate().bootstrapServers(), MESSAGES)) {
        long before = groups.deliveries();
        groups.load(CALM_RATE, Warmth.ofSeconds(0, 10));
        groups.settle();
        groups.requireTombstones();
        double each256 = meter.bytes() / (double) (groups.deliveries() - before);
        lab.figures().add("fanout.log_bytes_per_delivery", each256);
        lab.step(String.format(Locale.ROOT, "%.1f bytes in the log for each delivery", each256));
      }
    }
    try (Pairs pairs = new Pairs(lab, users(lab, 2 * LARGE));
        LogMeter meter = new LogMeter(lab.estate().bootstrapServers(), MESSAGES)) {
      long messages = 10L * LARGE;
      pairs.load(LARGE, Warmth.ofSeconds(0, 10));
      pairs.settle();
      pairs.requireTombstones();
      double each256 = meter.bytes() / (double) messages;
      lab.figures().add("fanout.copies.log_bytes_per_delivery", each256);
      lab.step(String.format(Locale.ROOT, "%.1f bytes with a copy for each member", each256));
    }
  }

  /// One-to-one messages without groups and with them, in turn.
  private static void beside(Lab lab) throws Exception {
    Warmth first = lab.isQuick() ? Warmth.ofSeconds(5, 1) : Warmth.ofSeconds(30, 1);
    Warmth each = lab.isQuick() ? Warmth.ofSeconds(1, 5) : Warmth.ofSeconds(2, 20);
    try (Pairs pairs = new Pairs(lab, users(lab, 2 * PAIRS));
        Groups groups = new Groups(lab, SMALL_GROUPS, SMALL)) {
      both(pairs, groups, first);
      for (int run = 0; run < lab.runs(); run++) {
        pairs.load(PAIRS_RATE, each);
        pairs.settle();
        addPercentiles(lab, "fanout.pairs_alone", pairs.swarm().endToEndLatencies());
        both(pairs, groups, each);
        addPercentiles(lab, "fanout.pairs_beside", pairs.swarm().endToEndLatencies());
        addPercentiles(lab, "fanout.small.last", groups.swarm().toLastLatencies());
        lab.figures()
            .add(
                "fanout.pairs_beside_to_alone.p99",
                lab.figures().last("fanout.pairs_beside.p99.ms")
                    / lab.figures().last("fanout.pairs_alone.p99.ms"));
      }
      groups.requireTombstones();
    }
  }

  private static List<DeviceAddress> users(Lab lab, int count) throws SQLException {
    List<DeviceAddress> made = Stream.generate(lab::newDevice).limit(count).toList();
    new Directory(lab.estate().stores(), lab.random()).addUsers(made);
    return made;
  }

  private static void both(Pairs pairs, Groups groups, Warmth warmth) throws Exception {
    CompletableFuture<Void> toGroups =
        CompletableFuture.runAsync(() -> groups.load(SMALL_RATE, warmth));
    pairs.load(PAIRS_RATE, warmth);
    toGroups.join();
    pairs.settle();
    groups.settle();
  }

  /// The highest rate with p99 below 200 ms to the last member, as the throughput of one-to-one
  /// messages is measured: searched once, then confirmed by each run.
  private static void sustained(Lab lab) throws Exception {
    Warmth search = lab.isQuick() ? Warmth.ofSeconds(1, 3) : Warmth.ofSeconds(2, 8);
    Warmth confirm = lab.isQuick() ? Warmth.ofSeconds(1, 5) : Warmth.ofSeconds(2, 20);
    try (Groups groups = new Groups(lab, LARGE_GROUPS, LARGE)) {
      groups.load(30, Warmth.ofSeconds(lab.isQuick() ? 5 : 30, 1));
      groups.settle();
      double sustained = 10_000.0 / LARGE;
      lab.require(isSustained(lab, groups, sustained, search), "not even 10,000 deliveries/s");
      double failed = sustained * STEP;
      while (isSustained(lab, groups, failed, search)) {
        sustained = failed;
        failed *= STEP;
      }
      while (failed / sustained > PRECISION) {
        double middle = Math.sqrt(failed * sustained);
        if (isSustained(lab, groups, middle, search)) {
          sustained = middle;
        } else {
          failed = middle;
        }
      }
      for (int run = 0; run < lab.runs(); run++) {
        double trying = sustained;
        while (!isSustained(lab, groups, trying, confirm)) {
          trying /= PRECISION;
        }
        lab.figures().add("fanout.deliveries_per_s", trying * LARGE);
      }
      groups.requireTombstones();
    }
  }

  private static boolean isSustained(Lab lab, Groups groups, double perSecond, Warmth warmth)
      throws Exception {
    CpuWatch cpu = new CpuWatch(lab.estate());
    try {
      groups.load(perSecond, warmth);
      var shares = cpu.percents();
      groups.settle();
      double p99 = groups.swarm().toLastLatencies().getValueAtPercentile(99) / NANOS_PER_MS;
      boolean isSustained = p99 < P99_MAX_MS;
      lab.step(
          String.format(
              Locale.ROOT,
              "%,9.0f deliveries/s: p99 to the last %8.1f ms: %s; %s",
              perSecond * LARGE,
              p99,
              isSustained ? "sustained" : "not sustained",
              CpuWatch.describe(shares)));
      return isSustained;
    } catch (TimeoutException e) {
      throw new BenchFailedException(e.toString());
    }
  }

  private static void addPercentiles(Lab lab, String prefix, Histogram latencies) {
    double p50 = latencies.getValueAtPercentile(50) / NANOS_PER_MS;
    double p99 = latencies.getValueAtPercentile(99) / NANOS_PER_MS;
    lab.figures().add(prefix + ".p50.ms", p50);
    lab.figures().add(prefix + ".p99.ms", p99);
    lab.step(String.format(Locale.ROOT, "%-24s p50 %6.2f   p99 %6.2f ms", prefix, p50, p99));
  }
}
