package io.restante.it.faults;

import io.restante.it.topology.TopologiesProcess;
import io.restante.local.EstateListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The site's processes of the topologies, with stores of their own; when there are several, each
/// with standbys for the others. Thread-safe: one thread does something to them at a time.
final class SiteTopologies implements AutoCloseable {
  /// When segments close of what is on its way to groups: what waited for the directory is off the
  /// disk after two of these and a compaction.
  static final Duration SEGMENT = Duration.ofSeconds(2);

  private static final List<String> JVM =
      List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private final List<TopologiesProcess> processes = new ArrayList<>();

  /// Starts them, and returns when every partition is served.
  ///
  /// @param directory takes their stores
  SiteTopologies(Path directory, String bootstrapServers, Terms terms, EstateListener listener)
      throws IOException {
    Size size = terms.size();
    boolean isReplicated = size.brokers() > 1;
    Map<String, String> environment = new HashMap<>();
    environment.put("RESTANTE_KAFKA", bootstrapServers);
    environment.put("RESTANTE_REPLICAS", isReplicated ? "3" : "1");
    environment.put("RESTANTE_INSYNC_REPLICAS", isReplicated ? "2" : "1");
    environment.put("RESTANTE_STANDBYS", Integer.toString(size.topologies() - 1));
    environment.put("RESTANTE_SESSION_TIMEOUT", "PT2S");
    environment.put("RESTANTE_FORGET_INTERVAL", "PT0.5S");
    environment.put("RESTANTE_SEGMENT_TIME", SEGMENT.toString());
    for (int i = 0; i < size.topologies(); i++) {
      Path own = directory.resolve("topologies-" + i);
      processes.add(new TopologiesProcess(own, environment, JVM, terms.planted(), listener));
    }
    for (TopologiesProcess process : processes) {
      process.begin();
    }
    processes.forEach(TopologiesProcess::awaitReady);
  }

  /// Begins to do harm. A process that has ended by itself can't be harmed any more.
  synchronized void begin(Harm.Trouble trouble, int index) {
    TopologiesProcess process = processes.get(index);
    if (!process.isAlive()) {
      return;
    }
    switch (trouble) {
      case KILLED -> process.kill();
      case STOPPED -> process.stop();
      case PAUSED -> process.pause();
      case STORES_LOST -> {
        process.kill();
        loseStores(process);
      }
    }
  }

  private static void loseStores(TopologiesProcess process) {
    try {
      process.loseStores();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Undoes harm. What has to be started serves when this returns.
  synchronized void end(Harm.Trouble trouble, int index) {
    TopologiesProcess process = processes.get(index);
    if (!process.isAlive()) {
      start(process);
    } else if (trouble == Harm.Trouble.PAUSED) {
      process.resume();
    }
  }

  /// Starts what has ended by itself.
  synchronized void heal() {
    for (TopologiesProcess process : processes) {
      if (!process.isAlive()) {
        start(process);
      }
    }
  }

  private static void start(TopologiesProcess process) {
    try {
      process.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    processes.forEach(TopologiesProcess::close);
  }
}
