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
public record Endpoints(String address, int kafkaPort, int gatewayPort) {
  /// The broker's port unless another is asked for.
  public static final int KAFKA_PORT = 19092;

  /// The node's port unless another is asked for.
  public static final int GATEWAY_PORT = 8480;

  private static final int PORT_MAX = 65535;
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /// What listens.
  public enum Part {
    /// The broker.
    KAFKA("Kafka"),
    /// The gateway node.
    GATEWAY("the gateway");

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
    if (kafkaPort < 1 || kafkaPort > PORT_MAX) {
      throw new IllegalArgumentException("Kafka port: " + kafkaPort + " (expected: 1..65535)");
    }
    if (gatewayPort < 0 || gatewayPort > PORT_MAX) {
      throw new IllegalArgumentException("gateway port: " + gatewayPort + " (expected: 0..65535)");
    }
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
    return new Endpoints(address, KAFKA_PORT, GATEWAY_PORT);
  }

  /// Returns these endpoints with another port for the node.
  Endpoints withGatewayPort(int port) {
    return new Endpoints(address, kafkaPort, port);
  }

  /// Returns these endpoints with another port for the broker.
  Endpoints withKafkaPort(int port) {
    return new Endpoints(address, port, gatewayPort);
  }

  /// Fails when somebody listens on the port of a part, and goes on doing so: the processes of an
  /// estate that was killed let go of their ports a moment after it.
  ///
  /// @throws PortTakenException when it is taken
  void requireFree(Part part) {
    int port =
        switch (part) {
          case KAFKA -> kafkaPort;
          case GATEWAY -> gatewayPort;
        };
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
