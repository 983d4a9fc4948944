package io.restante.local;

import io.restante.local.child.AotCache;
import io.restante.local.child.JavaCommand;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How the processes of an estate are started.
///
/// @param options what the estate was asked for
record EstateCommands(EstateOptions options) {
  private static final String BROKER_MAIN = "io.restante.local.broker.BrokerMain";
  private static final String GATEWAY = "local";
  private static final String NODE_MAIN = "io.restante.gateway.Main";

  /// The broker's address, `host:port`.
  String bootstrapServers() {
    return options.endpoints().address() + ":" + options.endpoints().kafkaPort();
  }

  /// Returns the broker's command.
  JavaCommand broker() {
    List<String> jvm = new ArrayList<>();
    // First, so that a run can name another file.
    jvm.add("-Dlog4j2.configurationFile=restante-broker-log4j2.xml");
    jvm.addAll(options.broker().jvmOptions());
    List<String> arguments = new ArrayList<>();
    arguments.add(options.dataDirectory().toString());
    arguments.add(options.endpoints().address());
    arguments.add(Integer.toString(options.endpoints().kafkaPort()));
    options.broker().settings().forEach((name, value) -> arguments.add(name + "=" + value));
    return cached(JavaCommand.onOwnClassPath(BROKER_MAIN, jvm, arguments, Map.of()));
  }

  /// The consumer group the node joins.
  String nodeGroup() {
    return "gateway-" + options.node().environment().getOrDefault("RESTANTE_GATEWAY", GATEWAY);
  }

  /// Returns the node's command.
  ///
  /// @param port where it listens, 0..65535; 0 lets the system choose
  JavaCommand node(int port) {
    DataDirectory data = new DataDirectory(options.dataDirectory());
    Map<String, String> environment = new HashMap<>();
    environment.put("RESTANTE_CELL", "local");
    environment.put("RESTANTE_GATEWAY", GATEWAY);
    environment.put("RESTANTE_NODE", "node-1");
    environment.put("RESTANTE_LISTEN_ADDRESS", options.endpoints().address());
    environment.put("RESTANTE_LISTEN_PORT", Integer.toString(port));
    environment.put("RESTANTE_KAFKA", bootstrapServers());
    environment.put("RESTANTE_INDEX_DIRECTORY", data.index().toString());
    environment.put("RESTANTE_TICKET_KEYS", data.verifyingKeys().toString());
    environment.put("RESTANTE_STOP_WITH_STDIN", "true");
    environment.put("RESTANTE_SESSION_TIMEOUT", "PT3S");
    environment.putAll(options.node().environment());
    return cached(
        JavaCommand.onOwnClassPath(NODE_MAIN, options.node().jvmOptions(), List.of(), environment));
  }

  /// Whether training would make no start faster: the caches are there, or cannot be.
  boolean areCachesSettled(AotCache cache) {
    EstateCommands plain = new EstateCommands(options.withoutAot());
    return cache.isSettled(plain.broker()) && cache.isSettled(plain.node(0));
  }

  private JavaCommand cached(JavaCommand command) {
    return options.aot().map(cache -> cache.over(command)).orElse(command);
  }
}
