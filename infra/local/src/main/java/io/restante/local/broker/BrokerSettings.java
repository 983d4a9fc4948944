package io.restante.local.broker;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;

/// The settings a broker runs with: `broker.properties`, where it runs, and what a run overlays.
///
/// @param directory where its files are
/// @param host the loopback address it listens on
/// @param port the port clients connect to, 1..65535
/// @param controllerPort the port of the controller when it is the only one, 1..65535; nobody but
///   the broker connects to it
/// @param overlay settings of this run, by Kafka's names
record BrokerSettings(
    BrokerDirectory directory,
    String host,
    int port,
    int controllerPort,
    Map<String, String> overlay) {
  /// What is kept by one broker alone in `broker.properties`, kept by three as soon as there are
  /// some.
  private static final Map<String, String> COPIED =
      Map.of(
          "default.replication.factor", "3",
          "min.insync.replicas", "2",
          "offsets.topic.replication.factor", "3",
          "transaction.state.log.replication.factor", "3",
          "transaction.state.log.min.isr", "2",
          "share.coordinator.state.topic.replication.factor", "3",
          "share.coordinator.state.topic.min.isr", "2");

  /// What several brokers on one machine do otherwise than one that has it for itself: their
  /// cleaners work with smaller maps, which are cleared before each turn, and take their time.
  private static final Map<String, String> TOGETHER =
      Map.of(
          "log.cleaner.dedupe.buffer.size", "12582912",
          "log.cleaner.io.max.bytes.per.second", "10485760");

  /// Copies the overlay.
  BrokerSettings {
    overlay = Map.copyOf(overlay);
  }

  /// Returns the settings as Kafka reads them.
  Properties toProperties() {
    Properties properties = base();
    String clients = "PLAINTEXT://" + host + ":" + port;
    String controller = host + ":" + controllerPort;
    properties.put(
        "listeners", clients + "," + BrokerDirectory.CONTROLLER_LISTENER + "://" + controller);
    properties.put("advertised.listeners", clients);
    properties.put("node.id", Integer.toString(directory.number()));
    properties.put("controller.quorum.voters", directory.number() + "@" + controller);
    if (directory.brokers() > 1) {
      properties.putAll(COPIED);
      properties.putAll(TOGETHER);
    }
    properties.put("log.dirs", directory.logs().toString());
    properties.put("metadata.log.dir", directory.metadata().toString());
    properties.putAll(overlay);
    return properties;
  }

  private static Properties base() {
    Properties properties = new Properties();
    try (InputStream in = BrokerSettings.class.getResourceAsStream("broker.properties")) {
      if (in == null) {
        throw new IllegalStateException("broker.properties: not on the class path");
      }
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("broker.properties: unreadable", e);
    }
    return properties;
  }
}
