package io.restante.streams.ops;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Serves the operator's endpoints: `/health/live`, `/health/ready`, `/version`, `/metrics`.
///
/// Single-use: [#start], then [#close]. Each request runs on a virtual thread of its own; a
/// connection whose request takes longer than 10 s is closed, and at most 64 are open.
public final class OpsServer implements AutoCloseable {
  private static final int CONNECTIONS_MAX = 64;
  private static final int REQUEST_SECONDS_MAX = 10;
  private static final String JSON = "application/json";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private final InetSocketAddress address;
  private final Supplier<Health> health;
  private final TopologyMeters meters;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("ops-", 0).factory());
  private @Nullable HttpServer server; // Written by start(), read by who stops.

  /// Creates a server; it listens once started.
  ///
  /// @param address where to listen; port 0 takes any
  /// @param health asked by each request for readiness
  public OpsServer(InetSocketAddress address, Supplier<Health> health, TopologyMeters meters) {
    this.address = address;
    this.health = health;
    this.meters = meters;
  }

  /// How it is.
  ///
  /// @param isReady whether all is as it should be
  /// @param state what it does, a word in lower case
  public record Health(boolean isReady, String state) {}

  /// An answer.
  private record Page(int status, String type, String body) {}

  /// Binds the address; returns it with its real port.
  ///
  /// @throws IOException when the address can't be bound
  public InetSocketAddress start() throws IOException {
    limit("jdk.httpserver.maxConnections", CONNECTIONS_MAX);
    limit("sun.net.httpserver.maxReqTime", REQUEST_SECONDS_MAX);
    HttpServer opened;
    try {
      opened = HttpServer.create(address, 0);
    } catch (IOException e) {
      throw new IOException(
          "the operator's endpoints can't listen on " + address + ": " + e.getMessage(), e);
    }
    opened.setExecutor(threads);
    opened.createContext("/", this::answer);
    opened.start();
    server = opened;
    return opened.getAddress();
  }

  /// The JDK's server has no other way to be told; it reads them when its first one is made.
  private static void limit(String property, int value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, Integer.toString(value));
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      if (!method.equals("GET") && !method.equals("HEAD")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        exchange.sendResponseHeaders(405, -1);
        return;
      }
      Page page = page(exchange.getRequestURI().getPath());
      byte[] body = page.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", page.type());
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      if (method.equals("HEAD")) {
        exchange.sendResponseHeaders(page.status(), -1);
        return;
      }
      exchange.sendResponseHeaders(page.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private Page page(String path) {
    return switch (path) {
      case "/health/live" -> new Page(200, JSON, "{\"status\":\"live\"}\n");
      case "/health/ready" -> ready();
      case "/version" -> new Page(200, JSON, version());
      case "/metrics" -> new Page(200, PROMETHEUS, meters.scrape());
      default -> new Page(404, JSON, "{\"status\":\"not found\"}\n");
    };
  }

  private Page ready() {
    Health now = health.get();
    String status = now.isReady() ? "ready" : "not ready";
    return new Page(
        now.isReady() ? 200 : 503,
        JSON,
        "{\"status\":\"" + status + "\",\"state\":\"" + now.state() + "\"}\n");
  }

  private static String version() {
    @Nullable String version = OpsServer.class.getPackage().getImplementationVersion();
    return "{\"version\":\""
        + (version == null ? "development" : version)
        + "\",\"java\":\""
        + Runtime.version()
        + "\"}\n";
  }

  /// Stops listening; requests under way are cut off.
  @Override
  public void close() {
    HttpServer running = server;
    if (running != null) {
      running.stop(0);
    }
    threads.shutdownNow();
    meters.close();
  }
}
