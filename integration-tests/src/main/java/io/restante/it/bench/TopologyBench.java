package io.restante.it.bench;

import io.restante.contract.DeviceAddress;
import io.restante.contract.Topics;
import io.restante.contract.UserId;
import io.restante.it.topology.EnvelopeLog;
import io.restante.it.topology.GroupFeed;
import io.restante.it.topology.GroupFeed.Letter;
import io.restante.it.topology.Roster;
import io.restante.it.topology.TopologiesProcess;
import io.restante.it.world.ProcessUsage;
import io.restante.local.Estate;
import io.restante.messaging.EnvelopeKind;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/// The fan-out by itself, beside one broker: how fast it makes of a backlog of messages to groups
/// of 1,024 what home nodes read, what a message costs, and how long one takes when there are few.
final class TopologyBench implements Benchmark {
  private static final int GROUPS = 8;
  private static final int MEMBERS = 1_024;
  private static final int CIPHERTEXT_BYTES = 256;
  private static final int PARTITIONS = 16;
  private static final Duration POLL = Duration.ofMillis(100);
  private static final long PAUSE_NANOS_MAX = 60_000_000;
  private static final double NANOS_PER_MS = 1e6;

  @Override
  public String name() {
    return "topology";
  }

  @Override
  public void run(Lab lab) throws Exception {
    Estate estate = lab.start(options -> options.withoutNode());
    Path directory = estate.dataDirectory().resolve("fan-out");
    Map<String, String> environment =
        Map.of(
            "RESTANTE_KAFKA",
            estate.bootstrapServers(),
            "RESTANTE_REPLICAS",
            "1",
            "RESTANTE_INSYNC_REPLICAS",
            "1");
    List<String> jvm = new ArrayList<>(List.of("-Xmx384m", "-XX:+UseSerialGC"));
    String extra = System.getProperty("restante.bench.topology.jvm", "");
    jvm.addAll(extra.isEmpty() ? List.of() : List.of(extra.split(" ")));
    try (TopologiesProcess process = new TopologiesProcess(directory, environment, jvm, List.of());
        GroupFeed feed = new GroupFeed(estate.bootstrapServers());
        EnvelopeLog log = new EnvelopeLog(estate.bootstrapServers())) {
      process.start();
      new Session(lab, process, feed, log).run();
    }
  }

  /// One estate's measurements.
  private static final class Session {
    private final Lab lab;
    private final TopologiesProcess process;
    private final GroupFeed feed;
    private final EnvelopeLog log;
    private final List<Roster> groups = new ArrayList<>();
    private final List<DeviceAddress> senders = new ArrayList<>();
    private final byte[] ciphertext = new byte[CIPHERTEXT_BYTES];
    private int posted;

    private Session(Lab lab, TopologiesProcess process, GroupFeed feed, EnvelopeLog log) {
      this.lab = lab;
      this.process = process;
      this.feed = feed;
      this.log = log;
    }

    private void run() throws Exception {
      lab.random().nextBytes(ciphertext);
      for (int i = 0; i < GROUPS; i++) {
        Roster roster = new Roster(lab.ids().nextGroupId());
        List<UserId> users =
            IntStream.range(0, MEMBERS).mapToObj(_ -> lab.ids().nextUserId()).toList();
        feed.write(roster, roster.change(users, List.of())).join();
        groups.add(roster);
        senders.add(new DeviceAddress(users.getFirst(), 1));
      }
      await(GROUPS * PARTITIONS, EnvelopeKind.GROUP_CHANGED);
      int backlog = lab.isQuick() ? 2_000 : 8_000;
      lab.figures().set("topology.members", MEMBERS);
      lab.figures().set("topology.ciphertext_bytes", CIPHERTEXT_BYTES);
      lab.figures().set("topology.backlog", backlog);
      for (int i = 0; i < 2; i++) {
        fanOut(backlog);
      }
      lab.step("warmed up");
      for (int run = 0; run < lab.runs(); run++) {
        throughput(backlog);
        latency(lab.isQuick() ? 100 : 500);
      }
    }

    private CompletableFuture<?> post() {
      int group = posted % GROUPS;
      Letter letter =
          new Letter(
              lab.ids().nextMessageId(),
              groups.get(group).group(),
              senders.get(group),
              posted / GROUPS + 1L,
              1);
      posted++;
      return feed.post(letter, ByteBuffer.wrap(ciphertext));
    }

    /// Lets the process stand still until a backlog is there.
    private double fanOut(int backlog) throws Exception {
      ProcessUsage usage = new ProcessUsage(process.pid());
      process.pause();
      List<CompletableFuture<?>> all = new ArrayList<>();
      for (int i = 0; i < backlog; i++) {
        all.add(post());
      }
      CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
      long end = log.end(Topics.ENVELOPES.name()) + (long) backlog * PARTITIONS;
      Duration cpu = usage.cpu();
      long began = System.nanoTime();
      process.resume();
      while (log.end(Topics.ENVELOPES.name()) < end) {
        lab.require(System.nanoTime() - began < Lab.PATIENCE.toNanos(), "messages do not come");
        LockSupport.parkNanos(5_000_000);
      }
      double seconds = (System.nanoTime() - began) / 1e9;
      double cpuMicros = usage.cpu().minus(cpu).toNanos() / 1e3 / backlog;
      lab.step(
          String.format(
              Locale.ROOT,
              "%,d messages in %.2f s: %,.0f deliveries/s, %.0f µs of CPU a message",
              backlog,
              seconds,
              backlog * (double) MEMBERS / seconds,
              cpuMicros));
      lastCpuMicros = cpuMicros;
      log.skip();
      return backlog * (double) MEMBERS / seconds;
    }

    private double lastCpuMicros;

    private void throughput(int backlog) throws Exception {
      lab.figures().add("topology.deliveries_per_s", fanOut(backlog));
      lab.figures().add("topology.cpu.us_per_message", lastCpuMicros);
    }

    private void latency(int messages) throws Exception {
      Histogram latencies = new Histogram(3);
      for (int i = 0; i < messages; i++) {
        LockSupport.parkNanos(lab.random().nextLong(PAUSE_NANOS_MAX));
        post().join();
        long appended = System.nanoTime();
        await(PARTITIONS, EnvelopeKind.GROUP_MESSAGE);
        latencies.recordValue(System.nanoTime() - appended);
      }
      double p50 = latencies.getValueAtPercentile(50) / NANOS_PER_MS;
      double p99 = latencies.getValueAtPercentile(99) / NANOS_PER_MS;
      lab.figures().add("topology.append_to_readable.p50.ms", p50);
      lab.figures().add("topology.append_to_readable.p99.ms", p99);
      lab.step(
          String.format(
              Locale.ROOT, "appended to readable, all parts: p50 %.2f, p99 %.2f ms", p50, p99));
    }

    private void await(int records, EnvelopeKind kind) throws BenchFailedException {
      long began = System.nanoTime();
      int seen = 0;
      while (seen < records) {
        seen +=
            (int) log.poll(POLL).stream().filter(record -> record.slot().kind() == kind).count();
        lab.require(System.nanoTime() - began < Lab.PATIENCE.toNanos(), "messages do not come");
      }
    }
  }
}
