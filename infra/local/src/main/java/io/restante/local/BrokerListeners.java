package io.restante.local;

import io.restante.local.Endpoints.Part;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Where one of several brokers listens and what it tells others of that, as Kafka's settings.
///
/// The listener `PLAINTEXT` is everybody's, `CONTROLLER` the controllers'. Who takes a detour to
/// some broker has a listener of its own on all of them, `NODE0` or `BROKER2`, and comes to no
/// other: a broker tells those who ask of the addresses that belong to the listener they came to.
///
/// @param options what the estate was asked for
/// @param index which broker, from 0
record BrokerListeners(EstateOptions options, int index) {
  private static final String EVERYBODY = "PLAINTEXT";
  private static final String CONTROLLER = "CONTROLLER";

  /// A listener.
  ///
  /// @param port where the broker listens
  /// @param told where it says that it does
  private record Listener(String name, int port, int told) {}

  /// Returns the settings; none for a broker that is alone and has no detours.
  Map<String, String> settings() {
    if (options.broker().count() == 1 && options.detours().ports().isEmpty()) {
      return Map.of();
    }
    Map<String, String> settings = new LinkedHashMap<>();
    List<Listener> listeners = listeners();
    settings.put("listeners", text(listeners, Listener::port));
    settings.put("advertised.listeners", text(listeners, Listener::told));
    settings.put(
        "listener.security.protocol.map",
        listeners.stream()
            .map(listener -> listener.name() + ":PLAINTEXT")
            .collect(Collectors.joining(",")));
    settings.put(
        "inter.broker.listener.name",
        options.detours().brokers().contains(index) ? ofBroker(index) : EVERYBODY);
    settings.put("controller.quorum.voters", voters());
    return settings;
  }

  /// Returns the brokers' addresses that a node is told, `host:port` with commas.
  static String bootstrap(EstateOptions options, int node) {
    if (!options.detours().nodes().contains(node)) {
      return bootstrap(options);
    }
    return IntStream.range(0, options.broker().count())
        .map(broker -> port(options, new Way.NodeToBroker(node, broker)))
        .mapToObj(port -> options.endpoints().address() + ":" + port)
        .collect(Collectors.joining(","));
  }

  /// Returns the brokers' own addresses, `host:port` with commas.
  static String bootstrap(EstateOptions options) {
    return IntStream.range(0, options.broker().count())
        .mapToObj(broker -> options.endpoints().at(Part.KAFKA, broker))
        .collect(Collectors.joining(","));
  }

  private List<Listener> listeners() {
    Endpoints where = options.endpoints();
    int own = where.port(Part.KAFKA, index);
    List<Listener> listeners = new ArrayList<>();
    listeners.add(new Listener(EVERYBODY, own, own));
    listeners.add(listener(CONTROLLER, new Way.ToController(index)));
    for (int node : options.detours().nodes()) {
      listeners.add(listener("NODE" + node, new Way.NodeToBroker(node, index)));
    }
    for (int broker : options.detours().brokers()) {
      listeners.add(listener(ofBroker(broker), new Way.BrokerToBroker(broker, index)));
    }
    return listeners;
  }

  private Listener listener(String name, Way way) {
    int target = options.detours().target(way, options.endpoints());
    return new Listener(name, target, port(options, way));
  }

  private String voters() {
    return IntStream.range(0, options.broker().count())
        .mapToObj(
            broker ->
                (broker + 1)
                    + ("@" + options.endpoints().address() + ":")
                    + port(options, new Way.ToController(broker)))
        .collect(Collectors.joining(","));
  }

  private static int port(EstateOptions options, Way way) {
    return options.detours().port(way, options.endpoints());
  }

  private static String ofBroker(int broker) {
    return "BROKER" + broker;
  }

  private String text(List<Listener> listeners, ToIntFunction<Listener> portOf) {
    String address = options.endpoints().address();
    return listeners.stream()
        .map(listener -> listener.name() + "://" + address + ":" + portOf.applyAsInt(listener))
        .collect(Collectors.joining(","));
  }
}
