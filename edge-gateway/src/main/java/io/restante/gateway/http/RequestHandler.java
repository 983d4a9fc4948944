package io.restante.gateway.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/// Hands requests to the dispatcher, as many at once as there are permits. Thread-safe.
///
/// The permits are the only queue: none of them is waited for, so a request that finds none is
/// answered with 503 and its sender is slowed by `Retry-After`; `edge.api.requests.refused` shows
/// it.
final class RequestHandler extends Handler.Abstract {
  private static final int PREFIX_BYTES_IPV4 = 3;
  private static final int PREFIX_BYTES_IPV6 = 7;

  private static final int DISCARD_BYTES = 8 << 10;
  private static final int DISCARDED_MAX = 1 << 20;

  private final Dispatcher dispatcher;
  private final HttpLimits limits;
  private final ConnectionWatch watch;
  private final HttpMetrics metrics;
  private final Semaphore permits;
  private final AtomicBoolean isClosed = new AtomicBoolean();

  RequestHandler(
      Dispatcher dispatcher, HttpLimits limits, ConnectionWatch watch, HttpMetrics metrics) {
    this.dispatcher = dispatcher;
    this.limits = limits;
    this.watch = watch;
    this.metrics = metrics;
    this.permits = new Semaphore(limits.requestsMax());
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    if (isClosed.get() || !permits.tryAcquire()) {
      metrics.requestsRefused.increment();
      send(response, callback, dispatcher.overloaded());
      return true;
    }
    metrics.requestsTaken.increment();
    metrics.requestsInFlight.incrementAndGet();
    watch.requestBegins(request);
    Callback end = Callback.from(callback, () -> ended(request));
    Outgoing outgoing = dispatcher.answer(incoming(request));
    if (isWhole(request)) {
      send(response, end, outgoing);
    } else {
      // A refusal came before the body: the caller is told that this connection ends with it.
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
      sendAndDiscard(request, response, end, outgoing);
    }
    return true;
  }

  /// Reads what is there of the body, within a bound; tells whether that is all of it.
  private static boolean isWhole(Request request) {
    int sum = 0;
    Content.Chunk chunk = request.read();
    while (chunk != null && !chunk.isLast() && sum < DISCARDED_MAX) {
      sum += chunk.remaining();
      chunk.release();
      chunk = request.read();
    }
    if (chunk != null) {
      chunk.release();
    }
    return chunk != null && chunk.isLast();
  }

  /// Answers, then reads on and throws away what still comes, up to [#DISCARDED_MAX] bytes: a
  /// connection that is closed on somebody who still writes takes the answer with it. The limit on
  /// the time of a body holds here too.
  private static void sendAndDiscard(
      Request request, Response response, Callback end, Outgoing outgoing) {
    try {
      response.setStatus(outgoing.status());
      outgoing.headers().forEach(response.getHeaders()::put);
      response.getHeaders().put("Cache-Control", "no-store");
      Content.Sink.write(response, true, ByteBuffer.wrap(outgoing.body().toByteArray()));
      InputStream rest = Content.Source.asInputStream(request);
      byte[] thrownAway = new byte[DISCARD_BYTES];
      int sum = 0;
      for (int count = rest.read(thrownAway);
          count >= 0 && sum < DISCARDED_MAX;
          count = rest.read(thrownAway)) {
        sum += count;
      }
      end.succeeded();
    } catch (IOException e) {
      end.failed(e);
    }
  }

  private void ended(Request request) {
    watch.requestEnds(request);
    metrics.requestsInFlight.decrementAndGet();
    permits.release();
  }

  /// Takes no more requests, and waits for those under way as long as a stop may take.
  void refuseAndAwait() {
    if (!isClosed.compareAndSet(false, true)) {
      return;
    }
    try {
      long waitMs = limits.stopTimeMax().toMillis();
      if (permits.tryAcquire(limits.requestsMax(), waitMs, TimeUnit.MILLISECONDS)) {
        permits.release(limits.requestsMax());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // What is under way is cut off then.
    }
  }

  private static Incoming incoming(Request request) {
    String query = request.getHttpURI().getQuery();
    boolean isChunked = request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
    long length = isChunked ? -1 : Math.max(0, request.getLength());
    return new Incoming(
        request.getMethod(),
        Request.getPathInContext(request),
        query == null ? "" : query,
        header(request, HttpHeader.AUTHORIZATION),
        header(request, HttpHeader.CONTENT_TYPE),
        source(request.getConnectionMetaData().getRemoteSocketAddress()),
        new Incoming.Content(length, Content.Source.asInputStream(request)));
  }

  private static String header(Request request, HttpHeader name) {
    @Nullable String value = request.getHeaders().get(name);
    return value == null ? "" : value;
  }

  /// Returns where a request came from as hexadecimal digits: the network, not the host, because
  /// whoever has one address usually has the others of its network.
  static String source(SocketAddress remote) {
    InetAddress address = ((InetSocketAddress) remote).getAddress();
    byte[] bytes = address.getAddress();
    int prefix = bytes.length == 4 ? PREFIX_BYTES_IPV4 : PREFIX_BYTES_IPV6;
    return HexFormat.of().formatHex(bytes, 0, prefix);
  }

  private static void send(Response response, Callback callback, Outgoing outgoing) {
    response.setStatus(outgoing.status());
    outgoing.headers().forEach(response.getHeaders()::put);
    response.getHeaders().put("Cache-Control", "no-store");
    response.write(true, ByteBuffer.wrap(outgoing.body().toByteArray()), callback);
  }
}
