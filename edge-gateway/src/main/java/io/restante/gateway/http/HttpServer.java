package io.restante.gateway.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/// Serves routes over HTTP/1.1, below `/v1`. Single-use: [#start], then [#close].
///
/// Plain text only on loopback; otherwise TLS 1.3. Sockets are read by a few platform threads;
/// every call runs on a virtual thread of its own.
public final class HttpServer implements AutoCloseable {
  private static final int PLATFORM_THREADS = 8;
  private static final int PLATFORM_THREADS_IDLE = 4;

  private final InetSocketAddress address;
  private final Server server;
  private final ServerConnector connector;
  private final RequestHandler handler;
  private final ConnectionWatch watch;
  private final HttpMetrics metrics = new HttpMetrics();

  /// Creates a server; it listens once started.
  ///
  /// @param address where to listen; port 0 takes any
  /// @param tls for TLS; null for plain text
  /// @throws IllegalArgumentException when plain text is to be spoken beyond loopback
  public HttpServer(
      InetSocketAddress address,
      @Nullable SSLContext tls,
      HttpLimits limits,
      List<Route<?, ?, ?>> routes,
      Authenticator authenticator) {
    if (address.isUnresolved()) {
      throw new IllegalArgumentException("address: " + address + " (expected: one that resolves)");
    }
    if (tls == null && !address.getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException(
          "address: " + address + " (expected: a loopback address, because there is no TLS)");
    }
    this.address = address;
    this.watch = new ConnectionWatch(limits, metrics);
    this.handler =
        new RequestHandler(
            new Dispatcher(new RouteTable(routes), authenticator, metrics), limits, watch, metrics);
    this.server = newServer();
    this.connector = newConnector(tls, limits);
    connector.setHost(address.getAddress().getHostAddress());
    connector.setPort(address.getPort());
    connector.addBean(watch);
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(limits.connectionsMax(), connector));
    server.setErrorHandler(new FlawHandler(metrics));
    server.setHandler(handler);
  }

  private static Server newServer() {
    QueuedThreadPool threads = new QueuedThreadPool(PLATFORM_THREADS, PLATFORM_THREADS_IDLE);
    threads.setName("http");
    threads.setReservedThreads(0);
    threads.setVirtualThreadsExecutor(VirtualThreads.getNamedVirtualThreadsExecutor("http-call-"));
    Server server = new Server(threads);
    server.setStopTimeout(0);
    return server;
  }

  private ServerConnector newConnector(@Nullable SSLContext tls, HttpLimits limits) {
    HttpConfiguration http = new HttpConfiguration();
    http.setRequestHeaderSize(limits.headerBytesMax());
    http.setResponseHeaderSize(limits.headerBytesMax());
    // Jetty's parser would remember each connection's Authorization headers as long as it is open.
    http.setHeaderCacheSize(0);
    http.setSendServerVersion(false);
    http.setSendDateHeader(false);
    http.setUriCompliance(UriCompliance.RFC3986);
    HttpConnectionFactory plain = new HttpConnectionFactory(http);
    ServerConnector made =
        tls == null
            ? new ServerConnector(server, 1, 1, plain)
            : new ServerConnector(
                server, 1, 1, new SslConnectionFactory(tlsOnly13(tls), "http/1.1"), plain);
    made.setIdleTimeout(limits.idleTimeMax().toMillis());
    return made;
  }

  private static SslContextFactory.Server tlsOnly13(SSLContext tls) {
    SslContextFactory.Server factory = new SslContextFactory.Server();
    factory.setSslContext(tls);
    factory.setIncludeProtocols("TLSv1.3");
    factory.setSniRequired(false);
    return factory;
  }

  /// Binds the address; returns it with its real port.
  ///
  /// @throws IOException when the address cannot be bound
  public InetSocketAddress start() throws IOException {
    try {
      server.start();
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("the HTTP server does not start: " + e.getMessage(), e);
    }
    watch.start();
    return new InetSocketAddress(address.getAddress(), connector.getLocalPort());
  }

  /// Returns the counts.
  public HttpMetrics metrics() {
    return metrics;
  }

  /// Refuses further requests, waits for those under way as long as a stop may take, and closes all
  /// connections. May be called more than once.
  @Override
  public void close() {
    handler.refuseAndAwait();
    watch.close();
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the HTTP server does not stop", e);
    }
  }
}
