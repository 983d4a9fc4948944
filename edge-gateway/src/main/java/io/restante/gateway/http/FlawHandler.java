package io.restante.gateway.http;

import java.nio.ByteBuffer;
import java.util.Map;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/// Answers what never becomes a request, or fails outside of calls, with a problem: no HTTP,
/// headers over the limit, a connection that broke. Thread-safe.
final class FlawHandler extends ErrorHandler {
  private final HttpMetrics metrics;

  FlawHandler(HttpMetrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Outgoing outgoing = outgoing(response.getStatus());
    response.setStatus(outgoing.status());
    outgoing.headers().forEach(response.getHeaders()::put);
    response.write(true, ByteBuffer.wrap(outgoing.body().toByteArray()), callback);
    return true;
  }

  private Outgoing outgoing(int status) {
    metrics.requestsFlawed.increment();
    return Dispatcher.problem(problem(status).exception(), Map.of());
  }

  private static Problem problem(int status) {
    return switch (status) {
      case 408 -> Problem.REQUEST_TIMEOUT;
      case 413 -> Problem.BODY_TOO_LARGE;
      case 414 -> Problem.PATH_TOO_LONG;
      case 431 -> Problem.HEADERS_TOO_LARGE;
      case 501, 505 -> Problem.MALFORMED_REQUEST;
      default -> status < 500 ? Problem.MALFORMED_REQUEST : Problem.INTERNAL;
    };
  }
}
