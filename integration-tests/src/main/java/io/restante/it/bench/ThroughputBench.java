package io.restante.it.bench;

import io.restante.it.swarm.Tally;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeoutException;

/// The highest rate that is sustained with a 99th percentile below 200 ms, every message delivered,
/// acknowledged and tombstoned.
///
/// Searched first: up in steps of a quarter until one is not sustained, then halving down to a
/// twentieth. Then confirmed: each run goes for the full time at the rate found, and down by a
/// twentieth until it is sustained.
final class ThroughputBench implements Benchmark {
  private static final int PAIRS = 500;
  private static final double P99_MAX_MS = 200;
  private static final double STEP = 1.25;
  private static final double PRECISION = 1.05;
  private static final int WARM_UP_RATE = 3_000;
  private static final int RATE_MAX = 500_000;

  @Override
  public String name() {
    return "throughput";
  }

  @Override
  public void run(Lab lab) throws Exception {
    Warmth search = lab.isQuick() ? Warmth.ofSeconds(1, 3) : Warmth.ofSeconds(2, 8);
    Warmth confirm = lab.isQuick() ? Warmth.ofSeconds(1, 5) : Warmth.ofSeconds(2, 20);
    lab.figures().set("throughput.pairs", PAIRS);
    lab.figures().set("throughput.ciphertext_bytes", 256);
    lab.figures().set("throughput.sustained_s", confirm.measured().toSeconds());
    lab.figures().set("throughput.p99_max_ms", P99_MAX_MS);
    lab.start(options -> options);
    try (KafkaReference kafka = new KafkaReference(lab.estate().bootstrapServers(), lab.random())) {
      Duration flatOut = lab.isQuick() ? Duration.ofSeconds(3) : Duration.ofSeconds(10);
      var _ = kafka.flatOut(flatOut);
      warmUp(lab);
      double rate = search(lab, search);
      for (int run = 0; run < lab.runs(); run++) {
        double raw = kafka.flatOut(flatOut);
        lab.figures().add("throughput.kafka.messages_per_s", raw);
        lab.step(String.format(Locale.ROOT, "raw Kafka %,.0f messages/s", raw));
        confirm(lab, rate, confirm);
      }
    }
  }

  private static void warmUp(Lab lab) throws Exception {
    try (Pairs pairs = new Pairs(lab, PAIRS)) {
      pairs.load(WARM_UP_RATE, Warmth.ofSeconds(lab.isQuick() ? 5 : 15, 1));
      pairs.settle();
      lab.step("warmed up");
    }
  }

  private static double search(Lab lab, Warmth warmth) throws Exception {
    double sustained = lab.isQuick() ? 4_000 : 8_000;
    lab.require(isSustained(lab, sustained, warmth), "not even " + sustained + " messages/s");
    double failed = sustained * STEP;
    while (failed < RATE_MAX && isSustained(lab, failed, warmth)) {
      sustained = failed;
      failed *= STEP;
    }
    while (failed / sustained > PRECISION) {
      double middle = Math.sqrt(failed * sustained);
      if (isSustained(lab, middle, warmth)) {
        sustained = middle;
      } else {
        failed = middle;
      }
    }
    return sustained;
  }

  private static void confirm(Lab lab, double rate, Warmth warmth) throws Exception {
    CpuWatch cpu = new CpuWatch(lab.estate());
    double trying = rate;
    while (!isSustained(lab, trying, warmth)) {
      trying /= PRECISION;
      cpu = new CpuWatch(lab.estate());
    }
    lab.step(CpuWatch.describe(cpu.percents()));
    lab.figures().add("throughput.messages_per_s", trying);
  }

  /// Tells whether a rate is sustained: all sent on time, the tail short, and everything settled.
  private static boolean isSustained(Lab lab, double rate, Warmth warmth) throws Exception {
    try (Pairs pairs = new Pairs(lab, PAIRS)) {
      pairs.load(rate, warmth);
      Tally atEnd = pairs.swarm().tally();
      pairs.settle();
      double p99 = pairs.swarm().endToEndLatencies().getValueAtPercentile(99) / 1e6;
      boolean isSustained = p99 < P99_MAX_MS;
      lab.step(
          String.format(
              Locale.ROOT,
              "%,9.0f messages/s: p99 %8.1f ms, %,d waiting at the end: %s",
              rate,
              p99,
              atEnd.due() - atEnd.received(),
              isSustained ? "sustained" : "not sustained"));
      pairs.requireTombstones();
      return isSustained;
    } catch (TimeoutException e) {
      throw new BenchFailedException(e.toString());
    }
  }
}
