package io.restante.gateway.listener;

import io.restante.gateway.tls.IdentityFiles;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// The door for devices: WebSocket at `/v1`, subprotocol `restante.v1`, and long polling at
/// `/v1/poll`. Single-use: [#start], then [#close].
public final class GatewayListener implements AutoCloseable {
  /// The path of the WebSocket.
  public static final String PATH = "/v1";

  /// What is added to the WebSocket's path for long polling.
  public static final String POLL_SUFFIX = "/poll";

  /// The WebSocket subprotocol.
  public static final String SUBPROTOCOL = "restante.v1";

  private final ListenerMetrics metrics = new ListenerMetrics();
  private final WebSocketServer server;

  /// Creates a listener; it listens once started.
  ///
  /// @param tls for TLS 1.3; null for plain text, on loopback only
  /// @throws IllegalArgumentException when plain text would be spoken beyond loopback
  public GatewayListener(
      ListenerSettings settings,
      GatewayPorts ports,
      DeliveryWindow window,
      @Nullable IdentityFiles tls) {
    if (tls == null) {
      settings.requireLoopback();
    }
    DeviceServices services = new DeviceServices(settings, ports, window, metrics);
    this.server =
        new WebSocketServer(
            settings,
            new WebSocketServer.Endpoint(PATH, SUBPROTOCOL, polling(settings, window)),
            nowMs -> new DeviceLink(services, nowMs),
            metrics,
            tls == null ? null : new TlsDoor(tls, settings.socket().handshakeTimeout()));
  }

  /// A device that has confirmed all it was sent can have a window before it, and the answers to
  /// what it sent; more is only reached by one that confirms nothing.
  private static WebSocketServer.Polling polling(ListenerSettings settings, DeliveryWindow window) {
    SocketLimits socket = settings.socket();
    long most = (long) window.bytes() + socket.frameBytesMax() + socket.writeBytesHigh();
    return new WebSocketServer.Polling(PATH + POLL_SUFFIX, (int) Math.min(most, Integer.MAX_VALUE));
  }

  /// Binds the address; returns it with its real port.
  ///
  /// @throws IOException when the address cannot be bound
  /// @throws IllegalStateException when the transport is not available on this machine
  public InetSocketAddress start() throws IOException {
    return server.start();
  }

  /// Returns how many connections are open, WebSockets and polled ones.
  public int connections() {
    return server.connections();
  }

  /// Returns the counts.
  public ListenerMetrics metrics() {
    return metrics;
  }

  /// Accepts no more connections; those that are open stay.
  public void stopAccepting() {
    server.stopAccepting();
  }

  /// Stops accepting, ends every connection with close code 1001, and waits for them as long as a
  /// close may take. May be called more than once.
  @Override
  public void close() {
    server.close();
  }
}
