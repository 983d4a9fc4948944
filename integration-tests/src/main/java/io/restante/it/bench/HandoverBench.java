package io.restante.it.bench;

import io.restante.local.EstateNode;
import io.restante.local.EstateOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A partition with 1,000,000 undelivered envelopes goes to another node, because its node was
/// killed: one that has its index on its own disk, one that fetches a snapshot, and one that reads
/// the log. The node says how long each took, from when the group gave it the partition.
final class HandoverBench implements Benchmark {
  private static final int PARTITION = 0;
  private static final int DEVICES = 100_000;
  private static final int ENVELOPES = 1_000_000;
  private static final int ENVELOPES_QUICK = 200_000;
  private static final Duration CALM = Duration.ofSeconds(6);
  private static final Pattern TAKEN =
      Pattern.compile(
          "(?m)^(\\S+) .*mailbox index up to date.*\\bpartition=\"?" + PARTITION + "\\b.*$");
  private static final Pattern ELAPSED = Pattern.compile("\\belapsedMs=\"?(\\d+)");
  private static final Pattern SOURCE = Pattern.compile("\\bsource=\"?([a-z]+)");
  private static final Pattern MANIFEST = Pattern.compile("[0-9]{19}-([0-9]{19})");

  @Override
  public String name() {
    return "handover";
  }

  @Override
  public void run(Lab lab) throws Exception {
    int envelopes = lab.isQuick() ? ENVELOPES_QUICK : ENVELOPES;
    lab.figures().set("takeover.index.envelopes", envelopes);
    lab.start(HandoverBench::twoNodes);
    Filling.fill(lab, new Backlog(lab, PARTITION, DEVICES, envelopes));
    awaitSnapshot(lab, envelopes);
    lab.figures().set("takeover.snapshot.bytes", bytes(lab));
    Thread.sleep(CALM);
    for (int run = 0; run < lab.runs(); run++) {
      forget(lab);
      measure(lab, "snapshot");
      measure(lab, "own");
      forget(lab);
      lab.estate().objects().kill();
      measure(lab, "log");
      lab.estate().objects().start();
    }
  }

  /// Each has a partition of its own, so that it is warm when it gets the other's.
  private static EstateOptions twoNodes(EstateOptions options) {
    return options
        .withNodes(2)
        .withPartitions(2)
        .withObjects()
        .withNodeEnvironment("RESTANTE_SNAPSHOT_INTERVAL", "PT1S")
        .withNodeEnvironment("RESTANTE_SNAPSHOT_RECORDS_LEAST", "1");
  }

  /// Deletes the index of the node that has not the partition now.
  private static void forget(Lab lab) throws Exception {
    EstateNode other = lab.estate().node(1 - owner(lab).node.index());
    Path index = lab.estate().dataDirectory().resolve(numbered("gateway", other));
    Path own = index.resolve("index").resolve("partition-" + PARTITION);
    if (Files.isDirectory(own)) {
      Lab.delete(own);
    }
  }

  /// Kills the owner and asks the other how it took over; starts the dead one again.
  private static void measure(Lab lab, String source) throws Exception {
    Takeover before = owner(lab);
    before.node.kill();
    Takeover after = awaitAnother(lab, before);
    lab.require(
        after.source.equals(source), "taken over from " + after.source + ", not from " + source);
    lab.figures().add("takeover." + source + ".ms", after.elapsedMs);
    lab.step(String.format(Locale.ROOT, "%s: %.0f ms", source, after.elapsedMs));
    before.node.start();
    Thread.sleep(CALM);
    // If the partition has gone back, the node that is back has it by its own index.
  }

  /// Who has taken the partition over last.
  private record Takeover(EstateNode node, String when, String source, double elapsedMs) {}

  private static Takeover owner(Lab lab) throws IOException, BenchFailedException {
    Takeover last = null;
    for (EstateNode node : lab.estate().nodes()) {
      Takeover own = last(lab, node);
      if (own != null && (last == null || own.when.compareTo(last.when) > 0)) {
        last = own;
      }
    }
    if (last == null) {
      throw new BenchFailedException("no node has said that it took partition 0 over");
    }
    return last;
  }

  private static Takeover awaitAnother(Lab lab, Takeover before) throws Exception {
    long deadline = System.nanoTime() + Lab.PATIENCE.toNanos();
    while (System.nanoTime() - deadline < 0) {
      Takeover now = owner(lab);
      if (now.node.index() != before.node.index()) {
        return now;
      }
      LockSupport.parkNanos(50_000_000);
    }
    throw new BenchFailedException("nobody took partition 0 over");
  }

  private static @Nullable Takeover last(Lab lab, EstateNode node) throws IOException {
    Path logs = lab.estate().dataDirectory().resolve("logs");
    String log =
        Files.readString(logs.resolve(numbered("gateway", node) + ".log"), StandardCharsets.UTF_8);
    Takeover last = null;
    Matcher line = TAKEN.matcher(log);
    while (line.find()) {
      Matcher elapsed = ELAPSED.matcher(line.group());
      Matcher source = SOURCE.matcher(line.group());
      if (elapsed.find() && source.find()) {
        double elapsedMs = Double.parseDouble(elapsed.group(1));
        last = new Takeover(node, line.group(1), source.group(1), elapsedMs);
      }
    }
    return last;
  }

  private static String numbered(String name, EstateNode node) {
    return node.index() == 0 ? name : name + "-" + (node.index() + 1);
  }

  private static void awaitSnapshot(Lab lab, long records) throws Exception {
    long deadline = System.nanoTime() + Lab.PATIENCE.toNanos();
    while (System.nanoTime() - deadline < 0) {
      try (Stream<Path> files = Files.walk(lab.estate().objects().buckets())) {
        if (files.anyMatch(file -> isManifestOf(file, records))) {
          lab.step("a snapshot is published");
          return;
        }
      }
      LockSupport.parkNanos(200_000_000);
    }
    throw new BenchFailedException("no snapshot was published");
  }

  private static boolean isManifestOf(Path file, long records) {
    Matcher name = MANIFEST.matcher(file.getFileName().toString());
    return name.matches() && Long.parseLong(name.group(1)) >= records;
  }

  private static long bytes(Lab lab) throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.walk(lab.estate().objects().buckets())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(file);
      }
    }
    return bytes;
  }
}
