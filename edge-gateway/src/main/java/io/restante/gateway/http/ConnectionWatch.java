package io.restante.gateway.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;

/// Closes connections that take too long, however lively they are: a byte now and then is enough to
/// escape every idle time-out, but not this.
///
/// Between requests, TLS handshake included, a connection has [HttpLimits#idleTimeMax] to send the
/// next request line and headers; with a request, [HttpLimits#requestTimeMax] to send its body and
/// to take the answer. Thread-safe; looks once a second, on a thread of its own.
final class ConnectionWatch implements Connection.Listener, AutoCloseable {
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final HttpLimits limits;
  private final HttpMetrics metrics;
  private final Map<EndPoint, Deadline> deadlines = new ConcurrentHashMap<>();
  private final ScheduledExecutorService ticks =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("http-watch").factory());

  ConnectionWatch(HttpLimits limits, HttpMetrics metrics) {
    this.limits = limits;
    this.metrics = metrics;
  }

  void start() {
    long everyMs = Math.min(INTERVAL.toMillis(), Math.max(1, limits.idleTimeMax().toMillis() / 2));
    var _ = ticks.scheduleAtFixedRate(this::look, everyMs, everyMs, TimeUnit.MILLISECONDS);
  }

  @Override
  public void onOpened(Connection connection) {
    // With TLS there are two connections over one socket; it is the socket that counts.
    if (deadlines.putIfAbsent(socket(connection.getEndPoint()), in(limits.idleTimeMax())) == null) {
      metrics.connectionsOpened.increment();
    }
  }

  @Override
  public void onClosed(Connection connection) {
    if (deadlines.remove(socket(connection.getEndPoint())) != null) {
      metrics.connectionsClosed.increment();
    }
  }

  void requestBegins(Request request) {
    extend(request, limits.requestTimeMax());
  }

  void requestEnds(Request request) {
    extend(request, limits.idleTimeMax());
  }

  private void extend(Request request, Duration time) {
    EndPoint socket = socket(request.getConnectionMetaData().getConnection().getEndPoint());
    var _ = deadlines.computeIfPresent(socket, (_, _) -> in(time));
  }

  private void look() {
    long now = System.nanoTime();
    deadlines.forEach(
        (socket, deadline) -> {
          if (deadline.atNanos() - now < 0) {
            metrics.connectionsSlow.increment();
            socket.close();
          }
        });
  }

  private static Deadline in(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  private static EndPoint socket(EndPoint end) {
    return end instanceof EndPoint.Wrapper wrapper ? wrapper.unwrap() : end;
  }

  @Override
  public void close() {
    var _ = ticks.shutdownNow();
  }

  private record Deadline(long atNanos) {}
}
