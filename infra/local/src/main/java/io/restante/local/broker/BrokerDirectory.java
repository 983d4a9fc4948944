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
record BrokerDirectory(Path data) {
  /// The id of the only broker, which is the only controller too.
  static final int NODE_ID = 1;

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
    Path unfinished = data.resolve("kafka.formatting");
    deleteTree(unfinished);
    String logs = Files.createDirectories(unfinished.resolve("log")).toString();
    String metadata = Files.createDirectories(unfinished.resolve("metadata")).toString();
    new Formatter()
        .setPrintStream(out)
        .setClusterId(CLUSTER_ID)
        .setNodeId(NODE_ID)
        .setControllerListenerName(CONTROLLER_LISTENER)
        .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
        // With one replica this feature only turns every restart into an unclean election.
        .setFeatureLevel(Feature.ELIGIBLE_LEADER_REPLICAS_VERSION.featureName(), (short) 0)
        .setDirectories(List.of(logs, metadata))
        .setMetadataLogDirectory(metadata)
        .run();
    Files.move(unfinished, home(), StandardCopyOption.ATOMIC_MOVE);
  }

  private Path home() {
    return data.resolve("kafka");
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
