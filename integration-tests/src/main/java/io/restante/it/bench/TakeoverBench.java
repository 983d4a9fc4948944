package io.restante.it.bench;

import io.restante.local.EstateNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/// One of three nodes is killed, and its mailbox indexes with it; later one is stopped in order.
/// For each of its devices: from that moment until it is shown a message again, at its new home.
final class TakeoverBench implements Benchmark {
  private static final int NODES = 3;
  private static final int READERS = 300;
  private static final double PER_SECOND = 1_200;
  private static final Duration CALM = Duration.ofSeconds(8);
  private static final double NANOS_PER_MS = 1e6;

  @Override
  public String name() {
    return "takeover";
  }

  @Override
  public void run(Lab lab) throws Exception {
    lab.figures().set("takeover.nodes", NODES);
    lab.figures().set("takeover.devices", READERS);
    lab.figures().set("takeover.messages_per_s", (int) PER_SECOND);
    lab.start(options -> options.withNodes(NODES));
    try (Crowd crowd = new Crowd(lab, READERS, PER_SECOND)) {
      Thread.sleep(CALM);
      for (int run = 0; run < lab.runs(); run++) {
        EstateNode killed = lab.estate().node(run % NODES);
        measure(lab, crowd, "takeover.kill", killed::kill);
        Path data = lab.estate().dataDirectory();
        String folder = run % NODES == 0 ? "gateway" : "gateway-" + (run % NODES + 1);
        if (Files.isDirectory(data.resolve(folder).resolve("index"))) {
          Lab.delete(data.resolve(folder).resolve("index"));
        }
        killed.start();
        Thread.sleep(CALM);
        EstateNode stopped = lab.estate().node((run + 1) % NODES);
        measure(lab, crowd, "takeover.stop", stopped::stop);
        stopped.start();
        Thread.sleep(CALM);
      }
      crowd.settle(lab);
    }
  }

  private static void measure(Lab lab, Crowd crowd, String figure, Runnable end) throws Exception {
    long began = System.nanoTime();
    end.run();
    Thread.sleep(CALM);
    Histogram interruptions = crowd.interruptions(began, Lab.PATIENCE);
    lab.require(interruptions.getTotalCount() > 0, "nobody was at home there");
    double p50 = interruptions.getValueAtPercentile(50) / NANOS_PER_MS;
    double p99 = interruptions.getValueAtPercentile(99) / NANOS_PER_MS;
    lab.figures().add(figure + ".p50.ms", p50);
    lab.figures().add(figure + ".p99.ms", p99);
    lab.figures().add(figure + ".devices", (double) interruptions.getTotalCount());
    lab.step(
        String.format(
            Locale.ROOT,
            "%s: %d devices, p50 %,.0f, p99 %,.0f ms",
            figure,
            interruptions.getTotalCount(),
            p50,
            p99));
  }
}
