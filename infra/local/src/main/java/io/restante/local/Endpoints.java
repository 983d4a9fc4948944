package io.restante.local;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/// Where the estate listens.
///
/// @param address a loopback address
/// @param kafkaPort the broker's port, 1..65535
/// @param gatewayPort the node's port, 0..65535; 0 lets the system choose
/// @param apiPort the node's port for the HTTP API, 1..65535
/// @param directoryPort PostgreSQL's port, 1..65535
/// @param keysPort Cassandra's port, 1..65535
public record Endpoints(
    String address, int kafkaPort, int gatewayPort, int apiPort, int directoryPort, int keysPort) {
  /// The broker's port unless another is asked for.
  public static final int KAFKA_PORT = 19092;

  /// The node's port unless another is asked for.
  public static final int GATEWAY_PORT = 8480;

  /// The port of the node's HTTP API unless another is asked for.
  public static final int API_PORT = 8481;

  /// PostgreSQL's port unless another is asked for.
  public static final int DIRECTORY_PORT = 15432;

  /// Cassandra's port unless another is asked for.
  public static final int KEYS_PORT = 19042;

  private static final int PORT_MAX = 65535;
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /// What listens.
  public enum Part {
    /// The broker.
    KAFKA("Kafka"),
    /// The gateway node.
    GATEWAY("the gateway"),
    /// The gateway node's HTTP API.
    API("the HTTP API"),
    /// The directory.
    DIRECTORY("PostgreSQL"),
    /// The key store.
    KEYS("Cassandra");

    private final String label;

    Part(String label) {
      this.label = label;
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
    require("gateway port", gatewayPort, 0);
    require("API port", apiPort, 1);
    require("PostgreSQL port", directoryPort, 1);
    require("Cassandra port", keysPort, 1);
  }

  private static void require(String name, int port, int least) {
    if (port < least || port > PORT_MAX) {
      throw new IllegalArgumentException(
          name + ": " + port + " (expected: " + least + ".." + PORT_MAX + ")");
    }
  }

  /// Returns the usual ports on an address.
  static Endpoints on(String address) {
    return new Endpoints(address, KAFKA_PORT, GATEWAY_PORT, API_PORT, DIRECTORY_PORT, KEYS_PORT);
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

  /// Returns these endpoints with another port for a part.
  Endpoints with(Part part, int port) {
    return new Endpoints(
        address,
        part == Part.KAFKA ? port : kafkaPort,
        part == Part.GATEWAY ? port : gatewayPort,
        part == Part.API ? port : apiPort,
        part == Part.DIRECTORY ? port : directoryPort,
        part == Part.KEYS ? port : keysPort);
  }

  /// Returns the port of a part.
  int port(Part part) {
    return switch (part) {
      case KAFKA -> kafkaPort;
      case GATEWAY -> gatewayPort;
      case API -> apiPort;
      case DIRECTORY -> directoryPort;
      case KEYS -> keysPort;
    };
  }

  /// Fails when somebody listens on the port of a part, and goes on doing so: the processes of an
  /// estate that was killed let go of their ports a moment after it.
  ///
  /// @throws PortTakenException when it is taken
  void requireFree(Part part) {
    int port = port(part);
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
