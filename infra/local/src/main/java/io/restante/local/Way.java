package io.restante.local;

/// A way that connections take within an estate, or into it. On each of them something else may
/// stand in between: see [EstateOptions#withDetour].
///
/// Brokers and nodes are counted from 0.
public sealed interface Way {
  /// Devices to a node's WebSocket.
  record DeviceToNode(int node) implements Way {}

  /// A node to a broker: everything a node does with the log.
  record NodeToBroker(int node, int broker) implements Way {}

  /// A broker to another whose records it copies, or that it asks for something as a broker.
  record BrokerToBroker(int from, int to) implements Way {}

  /// Everybody to a broker as a controller: the other controllers and all brokers, itself included.
  /// Controllers tell each other only one address, so it can't be told apart who comes.
  record ToController(int broker) implements Way {}
}
