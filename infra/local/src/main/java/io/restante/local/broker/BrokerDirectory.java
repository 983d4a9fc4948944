package io.restante.local.broker;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;

/// The broker's part of the data directory.
///
/// Kafka wants a directory formatted before it first runs on it. That is done beside the final
/// place and moved there whole, so a process killed in between leaves nothing half made.
///
/// @param data the estate's data directory
/// @param number which broker it is, from 1: its id, and its controller's
/// @param brokers how many brokers there are
record BrokerDirectory(Path data, int number, int brokers) {
  /// The name of the controller's listener.
  static final String CONTROLLER_LISTENER = "CONTROLLER";

  /// Every local estate is the same cluster; 16 bytes in base64, as Kafka writes its ids.
  private static final String CLUSTER_ID = "cmVzdGFudGUtbG9jYWwtMQ";

  /// Where the topics are.
  Path logs() {
    return home().resolve("log");
  }

  /// Where the controller's log is.
  Path metadata() {
    return home().resolve("metadata");
  }

  /// Formats the directory unless it is already.
  ///
  /// @param out takes Kafka's account of it
  void formatIfNew(PrintStream out) throws Exception {
    if (Files.exists(home())) {
      return;
    }
    Path unfinished = data.resolve(name() + ".formatting");
    deleteTree(unfinished);
    String logs = Files.createDirectories(unfinished.resolve("log")).toString();
    String metadata = Files.createDirectories(unfinished.resolve("metadata")).toString();
    Formatter formatter = new Formatter();
    formatter
        .setPrintStream(out)
        .setClusterId(CLUSTER_ID)
        .setNodeId(number)
        .setControllerListenerName(CONTROLLER_LISTENER)
        .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
        .setDirectories(List.of(logs, metadata))
        .setMetadataLogDirectory(metadata);
    if (brokers == 1) {
      // With one replica this feature only turns every restart into an unclean election.
      String name = Feature.ELIGIBLE_LEADER_REPLICAS_VERSION.featureName();
      formatter.setFeatureLevel(name, (short) 0);
    }
    formatter.run();
    Files.move(unfinished, home(), StandardCopyOption.ATOMIC_MOVE);
  }

  private Path home() {
    return data.resolve(name());
  }

  private String name() {
    return number == 1 ? "kafka" : "kafka-" + number;
  }

  private static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(root)) {
      paths.sorted(Comparator.reverseOrder()).forEach(BrokerDirectory::delete);
    }
  }

  private static void delete(Path path) {
    try {
      Files.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
