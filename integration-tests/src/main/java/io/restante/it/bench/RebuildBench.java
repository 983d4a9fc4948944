package io.restante.it.bench;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The mailbox index of a partition with 1,000,000 undelivered envelopes is rebuilt from the log,
/// after it was deleted. The node says how long that took.
final class RebuildBench implements Benchmark {
  private static final int PARTITION = 0;
  private static final int DEVICES = 100_000;
  private static final int ENVELOPES = 1_000_000;
  private static final int ENVELOPES_QUICK = 200_000;
  private static final Pattern REBUILT = Pattern.compile("(?m)^.*mailbox index up to date.*$");
  private static final Pattern PARTITION_0 =
      Pattern.compile("\\bpartition=\"?" + PARTITION + "\\b");
  private static final Pattern ELAPSED = Pattern.compile("\\belapsedMs=\"?(\\d+)");

  @Override
  public String name() {
    return "rebuild";
  }

  @Override
  public void run(Lab lab) throws Exception {
    int envelopes = lab.isQuick() ? ENVELOPES_QUICK : ENVELOPES;
    lab.figures().set("rebuild.devices", DEVICES);
    lab.start(options -> options);
    Filling.fill(lab, new Backlog(lab, PARTITION, DEVICES, envelopes));
    Path log = lab.estate().dataDirectory().resolve("logs").resolve("gateway.log");
    Path index = lab.estate().dataDirectory().resolve("gateway").resolve("index");
    for (int run = 0; run < lab.runs(); run++) {
      lab.estate().stopNode();
      lab.require(Files.isDirectory(index), "there is no index at " + index.getFileName());
      Lab.delete(index);
      long before = Files.size(log);
      lab.estate().startNode();
      double elapsedMs = elapsedMs(log, before);
      lab.figures().add("rebuild." + envelopes + ".ms", elapsedMs);
      lab.step(String.format(Locale.ROOT, "%,d envelopes: %.0f ms", envelopes, elapsedMs));
    }
  }

  private static double elapsedMs(Path log, long from) throws IOException, BenchFailedException {
    long deadline = System.nanoTime() + Lab.PATIENCE.toNanos();
    while (System.nanoTime() - deadline < 0) {
      Matcher line = REBUILT.matcher(tail(log, from));
      while (line.find()) {
        Matcher elapsed = ELAPSED.matcher(line.group());
        if (PARTITION_0.matcher(line.group()).find() && elapsed.find()) {
          return Double.parseDouble(elapsed.group(1));
        }
      }
      LockSupport.parkNanos(50_000_000);
    }
    throw new BenchFailedException("the node did not say that it rebuilt partition 0");
  }

  private static String tail(Path log, long from) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long start = Math.min(from, file.length());
      byte[] bytes = new byte[(int) Math.min(1 << 22, file.length() - start)];
      file.seek(start);
      file.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }
}
