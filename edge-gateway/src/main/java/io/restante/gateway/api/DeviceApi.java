package io.restante.gateway.api;

import io.restante.gateway.http.Authenticator;
import io.restante.gateway.http.HttpMetrics;
import io.restante.gateway.http.HttpServer;
import io.restante.gateway.http.Route;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// The device-facing HTTP API. Single-use: [#start], then [#close].
public final class DeviceApi implements AutoCloseable {
  private final HttpServer server;

  /// Creates the API; it listens once started.
  ///
  /// @param settings where and how
  /// @param ports what stands behind the calls
  /// @param gateway the WebSocket that devices are told
  /// @param tls for TLS; null for plain text, on loopback only
  public DeviceApi(ApiSettings settings, ApiPorts ports, URI gateway, @Nullable SSLContext tls) {
    this.server =
        new HttpServer(
            settings.address(),
            tls,
            settings.limits(),
            routes(settings, ports, gateway),
            authenticator(ports));
  }

  /// Returns all calls.
  static List<Route<?, ?, ?>> routes(ApiSettings settings, ApiPorts ports, URI gateway) {
    List<Route<?, ?, ?>> routes = new ArrayList<>();
    routes.addAll(
        new TicketCalls(
                new TicketCalls.TicketTerms(settings.cell(), settings.ticketLifetime(), gateway),
                ports.signer(),
                ports.limits(),
                ports.clock())
            .routes());
    routes.addAll(
        new KeyCalls(
                ports.keys(),
                ports.directory().deviceLists(),
                ports.limits(),
                new LowKeysTeller(ports.keysLow(), ports.clock()))
            .routes());
    routes.addAll(AccountRoutes.of(ports));
    routes.addAll(new DocumentCalls().routes());
    return List.copyOf(routes);
  }

  static Authenticator authenticator(ApiPorts ports) {
    return new Authenticator(
        ports.tickets(),
        ports.removed(),
        ports.directory().devices(),
        ports.limits(),
        ports.clock());
  }

  /// Binds the address; returns it with its real port.
  ///
  /// @throws IOException when the address can't be bound
  public InetSocketAddress start() throws IOException {
    return server.start();
  }

  /// Returns the counts.
  public HttpMetrics metrics() {
    return server.metrics();
  }

  /// Lets the calls under way end, as long as a stop may take, and closes all connections.
  @Override
  public void close() {
    server.close();
  }
}
