package io.restante.it.bench;

import io.restante.local.EstateNode;
import java.time.Duration;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/// Three nodes are stopped and started again, one after the other, while messages flow: from when
/// each was due until it was shown. Nothing is lost, out of order or shown twice.
final class RollingBench implements Benchmark {
  private static final int NODES = 3;
  private static final int READERS = 300;
  private static final double PER_SECOND = 500;

  /// Until the compilers are done with a fleet that shares two cores. What has just been started in
  /// a run is compiled anew, within it and after it.
  private static final Duration WARM_UP = Duration.ofMinutes(2);

  private static final Duration CALM = Duration.ofSeconds(5);
  private static final double NANOS_PER_MS = 1e6;

  @Override
  public String name() {
    return "rolling";
  }

  @Override
  public void run(Lab lab) throws Exception {
    lab.figures().set("rolling.nodes", NODES);
    lab.figures().set("rolling.devices", READERS);
    lab.figures().set("rolling.messages_per_s", (int) PER_SECOND);
    lab.settleCaches();
    lab.start(options -> options.withNodes(NODES));
    for (int run = 0; run < lab.runs(); run++) {
      try (Crowd crowd = new Crowd(lab, READERS, PER_SECOND)) {
        Thread.sleep(lab.isQuick() ? CALM : WARM_UP);
        crowd.measure(true);
        for (EstateNode node : lab.estate().nodes()) {
          node.stop();
          node.start();
          Thread.sleep(CALM);
        }
        crowd.measure(false);
        add(lab, crowd.latencies());
        crowd.settle(lab);
      }
    }
  }

  private static void add(Lab lab, Histogram latencies) {
    double p50 = latencies.getValueAtPercentile(50) / NANOS_PER_MS;
    double p99 = latencies.getValueAtPercentile(99) / NANOS_PER_MS;
    double max = latencies.getMaxValue() / NANOS_PER_MS;
    lab.figures().add("rolling.e2e.p50.ms", p50);
    lab.figures().add("rolling.e2e.p99.ms", p99);
    lab.figures().add("rolling.e2e.max.ms", max);
    lab.step(String.format(Locale.ROOT, "p50 %.1f, p99 %,.0f, max %,.0f ms", p50, p99, max));
  }
}
