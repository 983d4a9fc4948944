package io.restante.local;

import io.restante.cassandra.CassandraClassPath;
import io.restante.local.child.AotCache;
import io.restante.local.child.JavaCommand;
import io.restante.local.postgres.PostgresServer;
import io.restante.s3.S3ClassPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How the processes of an estate are started.
///
/// @param options what the estate was asked for
record EstateCommands(EstateOptions options) {
  private static final String BROKER_MAIN = "io.restante.local.broker.BrokerMain";
  private static final String GATEWAY = "local";

  /// One node that knows it is alone waits for nobody, and rows are not measured by agents.
  private static final List<String> CASSANDRA_OPTIONS =
      List.of(
          "-Xmx512m",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "--add-opens=java.base/java.io=ALL-UNNAMED",
          "--add-opens=java.base/jdk.internal.ref=ALL-UNNAMED",
          "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
          "-Dcassandra.memtable.row_overhead_size=180",
          "-Dcassandra.ring_delay_ms=1",
          "-Dcassandra.shutdown_announce_in_ms=0",
          "-Dcassandra.skip_wait_for_gossip_to_settle=0",
          "-Dcassandra.superuser_setup_delay_ms=0");

  /// Of helpers, which have little to do.
  private static final List<String> SMALL =
      List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  /// Of the topologies, whose every message is many records.
  private static final List<String> TOPOLOGIES = List.of("-Xmx384m", "-XX:+UseSerialGC");

  private static final String AUDIT_ONE_IN = "RESTANTE_AUDIT_ONE_IN";
  private static final String TOPOLOGIES_MAIN = "io.restante.streams.TopologiesMain";
  private static final String CONNECTOR_MAIN = "io.restante.connectors.DirectoryConnectorMain";

  /// Where snapshots of indexes are.
  static final String BUCKET = "restante-snapshots";

  /// The brokers' addresses, `host:port` with commas.
  String bootstrapServers() {
    return BrokerListeners.bootstrap(options);
  }

  /// Returns a broker's command.
  ///
  /// @param index which broker, from 0
  JavaCommand broker(int index) {
    List<String> jvm = new ArrayList<>();
    // First, so that a run can name another file.
    jvm.add("-Dlog4j2.configurationFile=restante-broker-log4j2.xml");
    jvm.addAll(options.broker().jvmOptions());
    List<String> arguments = new ArrayList<>();
    arguments.add(options.dataDirectory().toString());
    arguments.add((index + 1) + "/" + options.broker().count());
    arguments.add(options.endpoints().address());
    arguments.add(Integer.toString(options.endpoints().port(Endpoints.Part.KAFKA, index)));
    Map<String, String> settings = new LinkedHashMap<>();
    settings.putAll(new BrokerListeners(options, index).settings());
    settings.putAll(options.broker().settings());
    settings.forEach((name, value) -> arguments.add(name + "=" + value));
    return cached(JavaCommand.onEstateClassPath(BROKER_MAIN, jvm, arguments, Map.of()));
  }

  /// The consumer group the nodes join.
  String nodeGroup() {
    return "gateway-" + options.node().environment().getOrDefault("RESTANTE_GATEWAY", GATEWAY);
  }

  /// Returns a node's name.
  ///
  /// @param index which node, from 0
  String nodeName(int index) {
    return options.node().environment(index).getOrDefault("RESTANTE_NODE", "node-" + (index + 1));
  }

  /// Returns a node's command.
  ///
  /// @param index which node, from 0
  /// @param port where it listens, 0..65535; 0 lets the system choose
  JavaCommand node(int index, int port) {
    DataDirectory data = new DataDirectory(options.dataDirectory());
    Map<String, String> environment = new HashMap<>();
    environment.put("RESTANTE_CELL", "local");
    environment.put("RESTANTE_GATEWAY", GATEWAY);
    environment.put("RESTANTE_NODE", nodeName(index));
    environment.put("RESTANTE_LISTEN_ADDRESS", options.endpoints().address());
    environment.put("RESTANTE_LISTEN_PORT", Integer.toString(port));
    environment.put("RESTANTE_OPS_ADDRESS", options.endpoints().address());
    environment.put(
        "RESTANTE_OPS_PORT", Integer.toString(options.endpoints().port(Endpoints.Part.OPS, index)));
    environment.put("RESTANTE_KAFKA", BrokerListeners.bootstrap(options, index));
    environment.put("RESTANTE_INDEX_DIRECTORY", data.index(index).toString());
    environment.put("RESTANTE_TICKET_KEYS", data.verifyingKeys().toString());
    environment.put("RESTANTE_STOP_WITH_STDIN", "true");
    environment.put("RESTANTE_SESSION_TIMEOUT", "PT3S");
    addPublicAddress(environment, index);
    if (options.hasAccounts()) {
      addAccounts(environment, data, index);
    }
    if (options.hasObjects()) {
      environment.put("RESTANTE_SNAPSHOT_BUCKET", BUCKET);
      environment.put("RESTANTE_SNAPSHOT_ENDPOINT", objectsUri());
      environment.put("RESTANTE_SNAPSHOT_CREDENTIALS_FILE", data.objectsCredentials().toString());
    }
    if (options.runsTopologies()) {
      environment.put("RESTANTE_AUDIT_KEY_FILE", data.auditKey().toString());
    }
    environment.putAll(options.node().environment(index));
    NodeProgram program = options.node().program();
    return cached(
        new JavaCommand(
            program.mainClass(),
            program.classPath(),
            options.node().jvmOptions(),
            List.of(),
            environment));
  }

  private void addAccounts(Map<String, String> environment, DataDirectory data, int index) {
    Endpoints where = options.endpoints();
    environment.put("RESTANTE_DIRECTORY_URL", postgres().url());
    environment.put("RESTANTE_DIRECTORY_USER", PostgresServer.NAME);
    environment.put("RESTANTE_DIRECTORY_PASSWORD_FILE", data.directoryPasswordFile().toString());
    environment.put("RESTANTE_KEYS_CONTACT_POINTS", keysContactPoint());
    environment.put("RESTANTE_KEYS_DATACENTER", "datacenter1");
    environment.put("RESTANTE_API_ADDRESS", where.address());
    environment.put("RESTANTE_API_PORT", Integer.toString(where.port(Endpoints.Part.API, index)));
    environment.put("RESTANTE_TICKET_SIGNING_KEY", data.signingKey().toString());
    environment.put("RESTANTE_NUMBER_KEY_FILE", data.numberKey().toString());
    environment.put("RESTANTE_CODE_FILE", data.codeFile().toString());
  }

  private void addPublicAddress(Map<String, String> environment, int index) {
    Endpoints where = options.endpoints();
    Way.DeviceToNode door = new Way.DeviceToNode(index);
    if (options.detours().ports().containsKey(door)) {
      int port = options.detours().port(door, where);
      environment.put("RESTANTE_PUBLIC_ADDRESS", "ws://" + where.address() + ":" + port + "/v1");
    }
  }

  /// Returns how PostgreSQL is started.
  PostgresServer postgres() {
    DataDirectory data = new DataDirectory(options.dataDirectory());
    return new PostgresServer(
        data.postgres(),
        data.log("postgres"),
        options.endpoints().address(),
        options.endpoints().directoryPort());
  }

  /// The key store's contact point, `host:port`.
  String keysContactPoint() {
    return options.endpoints().address() + ":" + options.endpoints().keysPort();
  }

  /// Returns Cassandra's command.
  JavaCommand cassandra() {
    DataDirectory data = new DataDirectory(options.dataDirectory());
    List<String> arguments =
        List.of(
            data.cassandra().toString(),
            options.endpoints().address(),
            Integer.toString(options.endpoints().keysPort()),
            data.keysSchema().toString());
    return cached(
        new JavaCommand(
            CassandraClassPath.MAIN_CLASS,
            CassandraClassPath.text(),
            CASSANDRA_OPTIONS,
            arguments,
            Map.of()));
  }

  /// Where the S3 server is, `http://host:port`.
  String objectsUri() {
    return "http://" + options.endpoints().at(Endpoints.Part.OBJECTS, 0);
  }

  /// Returns the S3 server's command.
  JavaCommand objects() {
    DataDirectory data = new DataDirectory(options.dataDirectory());
    List<String> arguments =
        List.of(
            data.objects().toString(),
            options.endpoints().address(),
            Integer.toString(options.endpoints().objectsPort()),
            BUCKET,
            data.objectsCredentials().toString());
    return cached(
        new JavaCommand(S3ClassPath.MAIN_CLASS, S3ClassPath.text(), SMALL, arguments, Map.of()));
  }

  /// Returns the command of the directory's connector.
  JavaCommand connector() {
    DataDirectory data = new DataDirectory(options.dataDirectory());
    Endpoints where = options.endpoints();
    Map<String, String> environment = new HashMap<>();
    environment.put("RESTANTE_KAFKA", bootstrapServers());
    environment.put("RESTANTE_DIRECTORY_URL", postgres().url());
    environment.put("RESTANTE_DIRECTORY_USER", PostgresServer.NAME);
    environment.put("RESTANTE_DIRECTORY_PASSWORD_FILE", data.directoryPasswordFile().toString());
    environment.put("RESTANTE_OPS_ADDRESS", where.address());
    environment.put("RESTANTE_KEYS_CONTACT_POINTS", keysContactPoint());
    environment.put("RESTANTE_OPS_PORT", Integer.toString(where.connectorsPort()));
    environment.put("RESTANTE_STOP_WITH_STDIN", "true");
    return cached(JavaCommand.onEstateClassPath(CONNECTOR_MAIN, SMALL, List.of(), environment));
  }

  /// Returns the command of the topologies.
  JavaCommand topologies() {
    Endpoints where = options.endpoints();
    String copies = options.broker().isReplicated() ? "3" : "1";
    Map<String, String> environment = new HashMap<>();
    environment.put("RESTANTE_KAFKA", bootstrapServers());
    environment.put(
        "RESTANTE_STATE_DIRECTORY",
        new DataDirectory(options.dataDirectory()).topologies().toString());
    environment.put(
        "RESTANTE_AUDIT_KEY_FILE",
        new DataDirectory(options.dataDirectory()).auditKey().toString());
    String oneIn = options.node().environment().get(AUDIT_ONE_IN);
    if (oneIn != null) {
      environment.put(AUDIT_ONE_IN, oneIn); // The same everywhere, or the audit finds losses.
    }
    environment.put("RESTANTE_REPLICAS", copies);
    environment.put("RESTANTE_INSYNC_REPLICAS", copies.equals("3") ? "2" : "1");
    // As in the catalogue's settings for one machine.
    environment.put("RESTANTE_SEGMENT_TIME", "PT15S");
    environment.put("RESTANTE_STANDBYS", "0");
    environment.put("RESTANTE_SESSION_TIMEOUT", "PT3S");
    environment.put("RESTANTE_OPS_ADDRESS", where.address());
    environment.put("RESTANTE_OPS_PORT", Integer.toString(where.topologiesPort()));
    environment.put("RESTANTE_STOP_WITH_STDIN", "true");
    return cached(
        JavaCommand.onEstateClassPath(TOPOLOGIES_MAIN, TOPOLOGIES, List.of(), environment));
  }

  /// Whether training would make no start faster: the caches are there, or cannot be.
  boolean areCachesSettled(AotCache cache) {
    EstateCommands plain = new EstateCommands(options.withoutAot());
    return cache.isSettled(plain.broker(0))
        && cache.isSettled(plain.node(0, 0))
        && (!options.hasAccounts() || cache.isSettled(plain.cassandra()))
        && (!options.hasObjects() || cache.isSettled(plain.objects()))
        && (!options.writesDirectory() || cache.isSettled(plain.connector()))
        && (!options.runsTopologies() || cache.isSettled(plain.topologies()));
  }

  private JavaCommand cached(JavaCommand command) {
    return options.aot().map(cache -> cache.over(command)).orElse(command);
  }
}
