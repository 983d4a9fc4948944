package io.restante.it.bench;

import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/// Send to accepted and send to delivered at three rates, the bare log at the same rates in
/// between.
final class LatencyBench implements Benchmark {
  private static final List<Integer> RATES = List.of(500, 1_000, 2_000);
  private static final int PAIRS = 100;
  private static final double NANOS_PER_MS = 1e6;

  @Override
  public String name() {
    return "latency";
  }

  @Override
  public void run(Lab lab) throws Exception {
    Warmth first = lab.isQuick() ? Warmth.ofSeconds(5, 1) : Warmth.ofSeconds(60, 1);
    Warmth each = lab.isQuick() ? Warmth.ofSeconds(1, 5) : Warmth.ofSeconds(2, 20);
    lab.figures().set("latency.pairs", PAIRS);
    lab.figures().set("latency.ciphertext_bytes", 256);
    lab.figures().set("latency.measured_s", each.measured().toSeconds());
    lab.start(options -> options);
    try (Pairs pairs = new Pairs(lab, PAIRS);
        KafkaReference kafka = new KafkaReference(lab.estate().bootstrapServers(), lab.random())) {
      pairs.load(RATES.getLast(), first);
      pairs.settle();
      var _ = kafka.latencies(RATES.getLast(), first.warmUp().dividedBy(4), first.measured());
      lab.step("warmed up");
      for (int run = 0; run < lab.runs(); run++) {
        for (int rate : RATES) {
          measureKafka(lab, kafka, rate, each);
          measure(lab, pairs, rate, each);
        }
      }
      pairs.requireTombstones();
    }
  }

  private static void measureKafka(Lab lab, KafkaReference kafka, int rate, Warmth each)
      throws Exception {
    Histogram latencies = kafka.latencies(rate, each.warmUp(), each.measured());
    addPercentiles(lab, "latency." + rate + ".kafka", latencies);
  }

  private static void measure(Lab lab, Pairs pairs, int rate, Warmth each) throws Exception {
    CpuWatch cpu = new CpuWatch(lab.estate());
    pairs.load(rate, each);
    var shares = cpu.percents();
    pairs.settle();
    String prefix = "latency." + rate;
    addPercentiles(lab, prefix + ".accepted", pairs.swarm().acceptedLatencies());
    addPercentiles(lab, prefix + ".e2e", pairs.swarm().endToEndLatencies());
    Figures figures = lab.figures();
    figures.add(
        prefix + ".e2e_to_kafka.p50",
        figures.last(prefix + ".e2e.p50.ms") / figures.last(prefix + ".kafka.p50.ms"));
    shares.forEach((name, percent) -> figures.add(prefix + ".cpu." + name + ".percent", percent));
    lab.step(CpuWatch.describe(shares));
  }

  private static void addPercentiles(Lab lab, String prefix, Histogram latencies) {
    double p50 = latencies.getValueAtPercentile(50) / NANOS_PER_MS;
    double p99 = latencies.getValueAtPercentile(99) / NANOS_PER_MS;
    double p999 = latencies.getValueAtPercentile(99.9) / NANOS_PER_MS;
    lab.figures().add(prefix + ".p50.ms", p50);
    lab.figures().add(prefix + ".p99.ms", p99);
    lab.figures().add(prefix + ".p99.9.ms", p999);
    lab.step(
        String.format(
            Locale.ROOT, "%-24s p50 %6.2f   p99 %6.2f   p99.9 %6.2f ms", prefix, p50, p99, p999));
  }
}
