package io.restante.local;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Ways that do not lead straight to where they go.
///
/// @param ports where connections go instead, by way; at the estate's address
public record Detours(Map<Way, Integer> ports) {
  /// Every way is straight.
  public static final Detours NONE = new Detours(Map.of());

  /// How far above the broker's own port those are that nodes come to on a detour.
  private static final int FROM_NODES = 1_000;

  /// How far above the broker's own port those are that brokers come to on a detour.
  private static final int FROM_BROKERS = 1_100;

  private static final int STRIDE = 10;

  /// Copies the ports.
  public Detours {
    ports = Map.copyOf(ports);
  }

  /// Returns these detours and one more.
  Detours with(Way way, int port) {
    Map<Way, Integer> more = new HashMap<>(ports);
    more.put(way, port);
    return new Detours(more);
  }

  /// Returns where a way begins: the detour's port, or the port that it leads to.
  int port(Way way, Endpoints where) {
    return ports.getOrDefault(way, target(way, where));
  }

  /// Returns the port that a way leads to in the end.
  int target(Way way, Endpoints where) {
    int kafka = where.kafkaPort();
    return switch (way) {
      case Way.DeviceToNode(int node) -> where.port(Endpoints.Part.GATEWAY, node);
      case Way.NodeToBroker(int node, int broker) -> kafka + FROM_NODES + STRIDE * node + broker;
      case Way.BrokerToBroker(int from, int to) -> kafka + FROM_BROKERS + STRIDE * from + to;
      case Way.ToController(int broker) -> where.port(Endpoints.Part.CONTROLLER, broker);
    };
  }

  /// Returns the nodes that come to some broker on a detour. Every broker has a listener for each:
  /// whom a client may know of a cluster depends on the listener it came to.
  List<Integer> nodes() {
    TreeSet<Integer> nodes = new TreeSet<>();
    for (Way way : ports.keySet()) {
      if (way instanceof Way.NodeToBroker(int node, int _)) {
        nodes.add(node);
      }
    }
    return List.copyOf(nodes);
  }

  /// Returns the brokers that come to another on a detour.
  List<Integer> brokers() {
    TreeSet<Integer> brokers = new TreeSet<>();
    for (Way way : ports.keySet()) {
      if (way instanceof Way.BrokerToBroker(int from, int _)) {
        brokers.add(from);
      }
    }
    return List.copyOf(brokers);
  }
}
