package io.restante.it.bench;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/// Send to delivered with three nodes and three brokers, each record on three of them: what the
/// whole takes when all share one machine.
final class FleetBench implements Benchmark {
  private static final int NODES = 3;
  private static final int BROKERS = 3;
  private static final int RATE = 1_000;
  private static final int PAIRS = 100;
  private static final double NANOS_PER_MS = 1e6;

  @Override
  public String name() {
    return "fleet";
  }

  @Override
  public void run(Lab lab) throws Exception {
    Warmth first = lab.isQuick() ? Warmth.ofSeconds(5, 1) : Warmth.ofSeconds(180, 1);
    Warmth each = lab.isQuick() ? Warmth.ofSeconds(1, 5) : Warmth.ofSeconds(2, 20);
    lab.figures().set("fleet.nodes", NODES);
    lab.figures().set("fleet.brokers", BROKERS);
    lab.figures().set("fleet.pairs", PAIRS);
    lab.start(options -> options.withNodes(NODES).withBrokers(BROKERS));
    try (Pairs pairs = new Pairs(lab, PAIRS)) {
      pairs.load(RATE, first);
      pairs.settle();
      lab.step("warmed up");
      for (int run = 0; run < lab.runs(); run++) {
        pairs.load(RATE, each);
        pairs.settle();
        add(lab, pairs.swarm().endToEndLatencies());
      }
      pairs.requireTombstones();
    }
  }

  private static void add(Lab lab, Histogram latencies) {
    double p50 = latencies.getValueAtPercentile(50) / NANOS_PER_MS;
    double p99 = latencies.getValueAtPercentile(99) / NANOS_PER_MS;
    lab.figures().add("fleet." + RATE + ".e2e.p50.ms", p50);
    lab.figures().add("fleet." + RATE + ".e2e.p99.ms", p99);
    lab.step(String.format(Locale.ROOT, "p50 %.2f, p99 %.2f ms", p50, p99));
  }
}
