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
/// @param controllerPort the port of the controller, 1..65535; nobody but the broker connects to it
/// @param overlay settings of this run, by Kafka's names
record BrokerSettings(
    BrokerDirectory directory,
    String host,
    int port,
    int controllerPort,
    Map<String, String> overlay) {
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
    properties.put("controller.quorum.voters", BrokerDirectory.NODE_ID + "@" + controller);
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
