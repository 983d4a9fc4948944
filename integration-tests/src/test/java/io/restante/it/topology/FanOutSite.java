package io.restante.it.topology;

import io.restante.contract.MessageId;
import io.restante.contract.Topics;
import io.restante.it.topology.EnvelopeLog.Seen;
import io.restante.it.world.BytesOnDisk;
import io.restante.local.Estate;
import io.restante.local.EstateOptions;
import io.restante.messaging.EnvelopeKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// Real brokers and real processes of the topologies, in a directory that goes with them. What is
/// done with is to be off the disk within seconds. Owned by one thread.
final class FanOutSite implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(300);
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String SEGMENT_MS = "2000";
  private static final int LINES = 60;

  private final Path directory;
  private final Estate estate;
  private final List<TopologiesProcess> processes = new ArrayList<>();
  private final EnvelopeLog log;
  private final List<Seen> seen = new ArrayList<>();

  private FanOutSite(Path directory, Estate estate) {
    this.directory = directory;
    this.estate = estate;
    this.log = new EnvelopeLog(estate.bootstrapServers());
  }

  /// Starts the brokers, not the processes.
  ///
  /// @param brokers 1, or 3
  /// @param processes how many there will be
  /// @param ahead what stands ahead of the product on the processes' class path
  static FanOutSite start(int brokers, int processes, List<Path> ahead) throws IOException {
    Path directory = Files.createTempDirectory("restante-fan-out-");
    EstateOptions options =
        EstateOptions.in(directory.resolve("data"))
            .withoutNode()
            .withBrokers(brokers)
            .withBrokerSetting("log.retention.check.interval.ms", "1000")
            .withTopicSetting(Topics.GROUP_ENVELOPES.name(), "segment.ms", SEGMENT_MS);
    FanOutSite site = new FanOutSite(directory, Estate.start(options));
    Map<String, String> environment = new HashMap<>();
    environment.put("RESTANTE_KAFKA", site.estate.bootstrapServers());
    environment.put("RESTANTE_REPLICAS", brokers == 1 ? "1" : "3");
    environment.put("RESTANTE_INSYNC_REPLICAS", brokers == 1 ? "1" : "2");
    environment.put("RESTANTE_STANDBYS", processes == 1 ? "0" : "1");
    environment.put("RESTANTE_SESSION_TIMEOUT", "PT2S");
    environment.put("RESTANTE_FANOUT_PARK_MAX", "PT3M");
    environment.put("RESTANTE_SEGMENT_TIME", "PT2S");
    for (int i = 0; i < processes; i++) {
      site.processes.add(
          new TopologiesProcess(
              directory.resolve("topologies-" + i),
              environment,
              List.of("-Xmx256m", "-XX:+UseSerialGC"),
              ahead));
    }
    return site;
  }

  Estate estate() {
    return estate;
  }

  TopologiesProcess process(int index) {
    return processes.get(index);
  }

  List<TopologiesProcess> processes() {
    return processes;
  }

  /// Waits until nothing is left of the messages on their way to groups and all members' rows have
  /// been taken, and returns all that came of them.
  List<Seen> settled() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!log.undone().isEmpty() || !log.haveMembersBeenTaken()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("messages or rows are left: " + log.undone() + logs());
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
    read();
    return List.copyOf(seen);
  }

  /// Tells whether a message has been fanned out more than once, as far as the log says now.
  boolean hasRepeats() {
    read();
    Map<MessageId, Integer> attempts = new HashMap<>();
    return seen.stream()
        .map(Seen::slot)
        .filter(slot -> slot.kind() == EnvelopeKind.GROUP_MESSAGE)
        .anyMatch(slot -> slot.attempt() != attempts.merge(slot.id(), slot.attempt(), (a, _) -> a));
  }

  /// Reads what has been appended until now.
  private void read() {
    long end = log.end(Topics.ENVELOPES.name());
    while (log.position() < end) {
      seen.addAll(log.poll(POLL));
    }
  }

  /// Waits until the fan-out has committed that it has these, though some may wait for the
  /// directory.
  void awaitTaken(List<Posted> posted) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!log.haveBeenTaken(posted)) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("messages are not taken" + logs());
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  /// Returns the end of what the processes say, and what they count.
  private String logs() {
    StringBuilder text = new StringBuilder();
    for (TopologiesProcess process : processes) {
      text.append("\n\n").append(String.join("\n", process.lastLines(LINES)));
      text.append("\n\n").append(process.meters());
    }
    return text.toString();
  }

  /// Returns how many records of `messaging.envelopes` there have been.
  long envelopes() {
    return log.end(Topics.ENVELOPES.name());
  }

  /// Waits until there are more.
  void awaitEnvelopesAfter(long before) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (envelopes() <= before) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("nothing is fanned out" + logs());
      }
    }
  }

  /// Returns how many partitions `messaging.envelopes` has.
  int partitions() {
    return log.partitionCount();
  }

  /// Waits until no ciphertext is left on any disk but in `messaging.envelopes`.
  void awaitForgotten() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Map<Path, Integer> found = leftOnDisk();
    while (!found.isEmpty()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("ciphertext is left in " + found);
      }
      LockSupport.parkNanos(LOOK.toNanos());
      found = leftOnDisk();
    }
  }

  /// Returns in which files ciphertext is that is not there for members to collect it.
  Map<Path, Integer> leftOnDisk() {
    Map<Path, Integer> found = new HashMap<>(BytesOnDisk.find(directory, Ciphertexts.mark()));
    found.keySet().removeIf(file -> file.toString().contains("/" + Topics.ENVELOPES.name() + "-"));
    return found;
  }

  @Override
  public void close() throws IOException {
    processes.forEach(TopologiesProcess::close);
    log.close();
    estate.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
