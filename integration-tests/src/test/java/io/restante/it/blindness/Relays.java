package io.restante.it.blindness;

import io.restante.local.Endpoints;
import io.restante.local.EstateOptions;
import io.restante.local.Way;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/// The relays of one estate: one on every way between devices, node, brokers and stores, so that
/// whatever one process tells another over the network is kept.
final class Relays implements AutoCloseable {
  /// What is captured: a directory each.
  enum Line {
    /// Devices to the node's WebSocket.
    GATEWAY,
    /// Devices to the node's HTTP API.
    API,
    /// The node to the brokers.
    LOG,
    /// Brokers to each other: the copies they keep.
    COPIES,
    /// Brokers to those of them that are controllers.
    CONTROLLER,
    /// The node to PostgreSQL.
    DIRECTORY,
    /// The node to Cassandra.
    KEYS;

    /// Returns how the paths of its captures can be told.
    String part() {
      return "/captures/" + label() + "/";
    }

    private String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Path directory;
  private final Map<Way, Relay> ways = new LinkedHashMap<>();
  private final Map<Line, Relay> lines = new LinkedHashMap<>();

  /// Prepares relays.
  ///
  /// @param directory where captures are to be kept
  Relays(Path directory) {
    this.directory = directory;
  }

  /// Opens the relays, and returns the options of the estate that uses them.
  EstateOptions over(EstateOptions straight) throws IOException {
    EstateOptions detoured = straight;
    int brokers = straight.broker().count();
    for (int to = 0; to < brokers; to++) {
      detoured = detour(detoured, Line.LOG, new Way.NodeToBroker(0, to));
      detoured = detour(detoured, Line.CONTROLLER, new Way.ToController(to));
      for (int from = 0; from < brokers; from++) {
        if (from != to) {
          detoured = detour(detoured, Line.COPIES, new Way.BrokerToBroker(from, to));
        }
      }
    }
    Endpoints where = straight.endpoints();
    String gateway = open(Line.GATEWAY, where, where.gatewayPort());
    String _ = open(Line.API, where, where.apiPort());
    String store = open(Line.DIRECTORY, where, where.directoryPort());
    String keys = open(Line.KEYS, where, where.keysPort());
    // A cluster of one is only known by the contact point; there is nothing to translate.
    return detoured
        .withNodeEnvironment("RESTANTE_PUBLIC_GATEWAY", "ws://" + gateway + "/v1")
        .withNodeEnvironment("RESTANTE_DIRECTORY_URL", "jdbc:postgresql://" + store + "/restante")
        .withNodeEnvironment("RESTANTE_KEYS_CONTACT_POINTS", keys);
  }

  /// Returns where the API is, `host:port`.
  String api() {
    return on(Line.API).address();
  }

  /// Returns where the captures of one line are kept.
  Path captures(Line line) {
    return directory.resolve(line.label());
  }

  /// Returns the ports of the relays to the brokers and the stores.
  Set<Integer> inner() {
    Set<Integer> ports = new TreeSet<>();
    ways.values().forEach(relay -> ports.add(relay.port()));
    ports.add(on(Line.DIRECTORY).port());
    ports.add(on(Line.KEYS).port());
    return ports;
  }

  /// Returns the ports that the node has to have connected to.
  Set<Integer> ofNode() {
    Set<Integer> ports = new TreeSet<>();
    ways.forEach(
        (way, relay) -> {
          if (way instanceof Way.NodeToBroker) {
            ports.add(relay.port());
          }
        });
    ports.add(on(Line.DIRECTORY).port());
    ports.add(on(Line.KEYS).port());
    return ports;
  }

  @Override
  public void close() throws IOException {
    for (Relay relay : ways.values()) {
      relay.close();
    }
    for (Relay relay : lines.values()) {
      relay.close();
    }
  }

  private Relay on(Line line) {
    return Objects.requireNonNull(lines.get(line));
  }

  private EstateOptions detour(EstateOptions options, Line line, Way way) throws IOException {
    Path captures = captures(line).resolve(way.toString());
    Relay relay = new Relay(options.target(way), captures);
    ways.put(way, relay);
    return options.withDetour(way, relay.port());
  }

  private String open(Line line, Endpoints where, int port) throws IOException {
    Relay relay = new Relay(new InetSocketAddress(where.address(), port), captures(line));
    lines.put(line, relay);
    return relay.address();
  }
}
