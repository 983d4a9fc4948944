package io.restante.local;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/// Where the estate listens. Of brokers and nodes there may be several: a broker's ports are one
/// above those of the one before it, a node's are ten above.
///
/// @param address a loopback address
/// @param kafkaPort the first broker's port, 1..65535
/// @param controllerPort the first broker's port as a controller, 1..65535; a broker that is alone
///   takes any that is free instead
/// @param gatewayPort the first node's port, 0..65535; 0 lets the system choose for every node
/// @param apiPort the first node's port for the HTTP API, 1..65535
/// @param opsPort the first node's port for operators, 0..65535; 0 lets the system choose for every
///   node
/// @param directoryPort PostgreSQL's port, 1..65535
/// @param keysPort Cassandra's port, 1..65535
/// @param objectsPort the S3 server's port, 1..65535
/// @param connectorsPort the connectors' port for operators, 0..65535; 0 lets the system choose
/// @param topologiesPort the topologies' port for operators, 0..65535; 0 lets the system choose
public record Endpoints(
    String address,
    int kafkaPort,
    int controllerPort,
    int gatewayPort,
    int apiPort,
    int opsPort,
    int directoryPort,
    int keysPort,
    int objectsPort,
    int connectorsPort,
    int topologiesPort) {
  /// The first broker's port unless another is asked for.
  public static final int KAFKA_PORT = 19092;

  /// The first broker's port as one of several controllers unless another is asked for.
  public static final int CONTROLLER_PORT = 19192;

  /// The first node's port unless another is asked for.
  public static final int GATEWAY_PORT = 8480;

  /// The port of the first node's HTTP API unless another is asked for.
  public static final int API_PORT = 8481;

  /// The first node's port for operators unless another is asked for.
  public static final int OPS_PORT = 8482;

  /// PostgreSQL's port unless another is asked for.
  public static final int DIRECTORY_PORT = 15432;

  /// Cassandra's port unless another is asked for.
  public static final int KEYS_PORT = 19042;

  /// The S3 server's port unless another is asked for.
  public static final int OBJECTS_PORT = 19000;

  /// The connectors' port for operators unless another is asked for.
  public static final int CONNECTORS_PORT = 8580;

  /// The topologies' port for operators unless another is asked for.
  public static final int TOPOLOGIES_PORT = 8680;

  private static final int PORT_MAX = 65535;
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /// What listens.
  public enum Part {
    /// A broker.
    KAFKA("Kafka", 1),
    /// A broker as one of several controllers.
    CONTROLLER("Kafka's controller", 1),
    /// A gateway node.
    GATEWAY("the gateway", 10),
    /// A gateway node's HTTP API.
    API("the HTTP API", 10),
    /// A gateway node's endpoints for operators.
    OPS("the operator's endpoints", 10),
    /// The directory.
    DIRECTORY("PostgreSQL", 1),
    /// The key store.
    KEYS("Cassandra", 1),
    /// The object store.
    OBJECTS("the S3 server", 1),
    /// The connectors' endpoints for operators.
    CONNECTORS("the connectors' endpoints", 1),
    /// The topologies' endpoints for operators.
    TOPOLOGIES("the topologies' endpoints", 1);

    private final String label;
    private final int stride;

    Part(String label, int stride) {
      this.label = label;
      this.stride = stride;
    }

    /// Returns what messages call it.
    public String label() {
      return label;
    }
  }

  /// Checks the address and the ports.
  public Endpoints {
    if (!address.startsWith("127.")) {
      throw new IllegalArgumentException(address + ": not loopback (expected: 127.x.y.z)");
    }
    require("Kafka port", kafkaPort, 1);
    require("controller port", controllerPort, 1);
    require("gateway port", gatewayPort, 0);
    require("API port", apiPort, 1);
    require("operator's port", opsPort, 0);
    require("PostgreSQL port", directoryPort, 1);
    require("Cassandra port", keysPort, 1);
    require("S3 port", objectsPort, 1);
    require("connectors' port", connectorsPort, 0);
    require("topologies' port", topologiesPort, 0);
  }

  private static void require(String name, int port, int least) {
    if (port < least || port > PORT_MAX) {
      throw new IllegalArgumentException(
          name + ": " + port + " (expected: " + least + ".." + PORT_MAX + ")");
    }
  }

  /// Returns the usual ports on an address.
  static Endpoints on(String address) {
    return new Endpoints(
        address,
        KAFKA_PORT,
        CONTROLLER_PORT,
        GATEWAY_PORT,
        API_PORT,
        OPS_PORT,
        DIRECTORY_PORT,
        KEYS_PORT,
        OBJECTS_PORT,
        CONNECTORS_PORT,
        TOPOLOGIES_PORT);
  }

  /// Returns the usual ports on a loopback address that nobody else is likely to use, so that any
  /// number of estates run at once.
  public static Endpoints onRandomAddress() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    String address =
        "127."
            + random.nextInt(1, 255)
            + "."
            + random.nextInt(1, 255)
            + "."
            + random.nextInt(1, 255);
    return on(address);
  }

  /// Returns these endpoints with another port for a part: for the first, when there are several.
  Endpoints with(Part part, int port) {
    return new Endpoints(
        address,
        part == Part.KAFKA ? port : kafkaPort,
        part == Part.CONTROLLER ? port : controllerPort,
        part == Part.GATEWAY ? port : gatewayPort,
        part == Part.API ? port : apiPort,
        part == Part.OPS ? port : opsPort,
        part == Part.DIRECTORY ? port : directoryPort,
        part == Part.KEYS ? port : keysPort,
        part == Part.OBJECTS ? port : objectsPort,
        part == Part.CONNECTORS ? port : connectorsPort,
        part == Part.TOPOLOGIES ? port : topologiesPort);
  }

  /// Returns the port of a part.
  ///
  /// @param index which of several, from 0
  int port(Part part, int index) {
    int first =
        switch (part) {
          case KAFKA -> kafkaPort;
          case CONTROLLER -> controllerPort;
          case GATEWAY -> gatewayPort;
          case API -> apiPort;
          case OPS -> opsPort;
          case DIRECTORY -> directoryPort;
          case KEYS -> keysPort;
          case OBJECTS -> objectsPort;
          case CONNECTORS -> connectorsPort;
          case TOPOLOGIES -> topologiesPort;
        };
    return first == 0 ? 0 : first + index * part.stride;
  }

  /// Returns the address of a part, `host:port`.
  ///
  /// @param index which of several, from 0
  String at(Part part, int index) {
    return address + ":" + port(part, index);
  }

  /// Fails when somebody listens on the port of a part, and goes on doing so: the processes of an
  /// estate that was killed let go of their ports a moment after it.
  ///
  /// @param index which of several, from 0
  /// @throws PortTakenException when it is taken
  void requireFree(Part part, int index) {
    int port = port(part, index);
    long began = System.nanoTime();
    while (!isFree(port)) {
      if (System.nanoTime() - began > PATIENCE.toNanos()) {
        throw new PortTakenException(part, address + ":" + port);
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  private boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(address, port));
      return true;
    } catch (BindException e) {
      return false;
    } catch (IOException e) {
      throw new EstateException(address + ":" + port + " cannot be tried", e);
    }
  }
}
