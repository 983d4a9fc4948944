package io.restante.gateway.listener;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One socket over which polls come, of one connection or of several: one request at a time. Runs
/// on the socket's event loop.
///
/// Memory: the body of one request, which is read for a known connection only; before that, what
/// HELLO may have.
final class PollHandler extends ChannelInboundHandlerAdapter implements LoopScan.Watched {
  private static final Logger LOGGER = LoggerFactory.getLogger(PollHandler.class);
  private static final int LENGTHS_BYTES = 1_024;
  private static final int HELLO_BYTES_MAX = 1_024;
  private static final byte[] EMPTY = {};

  private final WebSocketServer server;
  private final LoopScan scan;
  private @Nullable ChannelHandlerContext context;
  private @Nullable PollRequest request;
  private @Nullable PollSocket connection;
  private @Nullable PollExchange exchange;
  private byte[] body = EMPTY;
  private int bodyBytes;
  private Phase phase = Phase.IDLE;
  private boolean isLast;
  private boolean isWriting;
  private long deadlineMs;
  private long writeDeadlineMs;
  private int place;

  PollHandler(WebSocketServer server, LoopScan scan) {
    this.server = server;
    this.scan = scan;
    this.deadlineMs = scan.nowMs() + server.limits().handshakeTimeout().toMillis();
  }

  private enum Phase {
    /// No request is under way.
    IDLE,
    /// The head of a request has come; the deadline is for the rest.
    BODY,
    /// The answer is the connection's to give.
    WAITING,
    /// The last answer is given; what still comes is thrown away until the deadline.
    LAST
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  @Override
  public void channelRead(ChannelHandlerContext here, Object part) {
    try {
      if (part instanceof HttpRequest head && phase != Phase.LAST) {
        onHead(here, head);
      }
      if (part instanceof HttpContent content && phase == Phase.BODY) {
        onContent(content);
      }
      if (part instanceof LastHttpContent && phase == Phase.BODY) {
        onWhole();
      }
    } finally {
      ReferenceCountUtil.release(part);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext unused) {
    PollExchange open = exchange;
    PollSocket asked = connection;
    if (phase == Phase.WAITING && open != null && asked != null) {
      asked.run(() -> asked.onLost(open));
    }
    phase = Phase.LAST;
    scan.remove(this);
    server.onSocketClosed(false);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext here, Throwable cause) {
    if (TlsDoor.isTlsFault(cause)) {
      server.metrics().count(ListenerMeter.TLS_FAILED);
    } else if (!(cause instanceof IOException)) {
      server.metrics().count(ListenerMeter.BUGS);
      LOGGER.atError().setCause(cause).log("a poll met an unexpected exception");
    }
    close();
  }

  @Override
  public void onScan(long nowMs) {
    boolean isLate = phase != Phase.WAITING && nowMs >= deadlineMs;
    if (isLate || (isWriting && nowMs >= writeDeadlineMs)) {
      close();
    }
  }

  @Override
  public void onStop() {
    if (phase == Phase.WAITING || isWriting) {
      isLast = true; // The answer is on its way: its connection is stopping too.
      return;
    }
    close();
  }

  @Override
  public int place() {
    return place;
  }

  @Override
  public void place(int newPlace) {
    place = newPlace;
  }

  /// Does something on this socket's event loop; returns false when that has ended.
  boolean run(Runnable task) {
    try {
      if (context().executor().inEventLoop()) {
        task.run();
      } else {
        context().executor().execute(task);
      }
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  void answer(PollExchange answered, FullHttpResponse answer) {
    if (exchange != answered || phase != Phase.WAITING) {
      answer.release();
      return;
    }
    server.metrics().count(ListenerMeter.POLLS_ANSWERED);
    phase = Phase.IDLE;
    connection = null;
    deadlineMs = scan.nowMs() + server.settings().poll().idleTimeout().toMillis();
    writeDeadlineMs = scan.nowMs() + server.limits().unwritableTimeout().toMillis();
    isWriting = true;
    if (isLast) {
      answer.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    ChannelFuture written = context().writeAndFlush(answer);
    ChannelFuture _ = written.addListener(done -> onWritten(answered));
    if (isLast) {
      phase = Phase.LAST;
      ChannelFuture _ = written.addListener(ChannelFutureListener.CLOSE);
    }
  }

  void refuse(PollExchange refused, PollRefusal refusal) {
    if (exchange == refused && phase == Phase.WAITING) {
      refuse(refusal);
    }
  }

  void cut(PollExchange late) {
    if (exchange == late && isWriting) {
      close();
    }
  }

  private void onWritten(PollExchange answered) {
    if (exchange == answered) {
      isWriting = false;
    }
  }

  private void onHead(ChannelHandlerContext here, HttpRequest head) {
    boolean isInTurn = phase == Phase.IDLE && !isWriting;
    PollRefusal refusal = isInTurn ? flawOf(head) : PollRefusal.TOO_EARLY;
    if (refusal == null) {
      refusal = address(head);
    }
    if (refusal == null && HttpUtil.getContentLength(head, 0L) > bodyBytesMax()) {
      refusal = PollRefusal.TOO_LARGE;
    }
    if (refusal != null) {
      refuse(refusal);
      return;
    }
    phase = Phase.BODY;
    isLast |= !HttpUtil.isKeepAlive(head);
    deadlineMs = scan.nowMs() + server.limits().handshakeTimeout().toMillis();
    if (HttpUtil.is100ContinueExpected(head)) {
      ChannelFuture _ =
          here.writeAndFlush(
              new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
    }
  }

  private @Nullable PollRefusal flawOf(HttpRequest head) {
    if (head.decoderResult().isFailure()) {
      Throwable cause = head.decoderResult().cause();
      if (cause instanceof TooLongHttpLineException) {
        return PollRefusal.LINE_TOO_LONG;
      }
      return cause instanceof TooLongHttpHeaderException
          ? PollRefusal.HEADERS_TOO_LONG
          : PollRefusal.MALFORMED;
    }
    if (!server.isPoll(head)) {
      return PollRefusal.PATH;
    }
    boolean isKnown =
        head.method().equals(HttpMethod.POST) || head.method().equals(HttpMethod.DELETE);
    return isKnown ? null : PollRefusal.METHOD;
  }

  /// Finds out what is asked of whom.
  private @Nullable PollRefusal address(HttpRequest head) {
    boolean isGoodbye = head.method().equals(HttpMethod.DELETE);
    String authorization = head.headers().get(HttpHeaderNames.AUTHORIZATION);
    request = isGoodbye ? null : PollRequest.of(head.headers());
    connection = null;
    if (request == null && !isGoodbye) {
      return PollRefusal.HEADERS;
    }
    if (authorization == null) {
      return request != null && request.isFirst() ? null : PollRefusal.HEADERS;
    }
    PollToken token = PollToken.of(authorization);
    if (token == null) {
      return PollRefusal.HEADERS;
    }
    connection = server.polls().find(token);
    return connection == null ? PollRefusal.GONE : null;
  }

  private int bodyBytesMax() {
    if (connection == null) {
      return HELLO_BYTES_MAX + Short.BYTES;
    }
    return request == null ? 0 : server.limits().frameBytesMax() + LENGTHS_BYTES;
  }

  private void onContent(HttpContent content) {
    if (content.decoderResult().isFailure()) {
      refuse(PollRefusal.MALFORMED);
      return;
    }
    ByteBuf bytes = content.content();
    int needed = bodyBytes + bytes.readableBytes();
    if (needed > bodyBytesMax()) {
      refuse(PollRefusal.TOO_LARGE);
      return;
    }
    if (needed > body.length) {
      boolean isEnd = content instanceof LastHttpContent;
      body = Arrays.copyOf(body, isEnd ? needed : Math.max(needed, 2 * body.length));
    }
    int length = bytes.readableBytes();
    bytes.readBytes(body, bodyBytes, length);
    bodyBytes = needed;
  }

  private void onWhole() {
    byte[] whole = bodyBytes == body.length ? body : Arrays.copyOf(body, bodyBytes);
    body = EMPTY;
    bodyBytes = 0;
    PollRequest asked = request;
    PollSocket asking = connection;
    if (asking == null) {
      if (!server.takePlace()) {
        refuse(PollRefusal.FULL);
        return;
      }
      asking = PollSocket.open(server, scan, context().channel().eventLoop());
      connection = asking;
    }
    PollExchange opened = new PollExchange(this);
    exchange = opened;
    phase = Phase.WAITING;
    PollSocket polled = asking;
    boolean isTold =
        polled.run(
            () -> {
              if (asked == null) {
                polled.onGoodbye(opened);
              } else {
                polled.onRequest(asked, whole, opened);
              }
            });
    if (!isTold) {
      close();
    }
  }

  private void refuse(PollRefusal refusal) {
    server.metrics().count(ListenerMeter.POLLS_REFUSED);
    PollExchange open = exchange;
    PollSocket asked = connection;
    if (phase == Phase.WAITING && refusal == PollRefusal.TOO_EARLY) {
      if (open != null && asked != null) {
        boolean _ = asked.run(() -> asked.onLost(open));
      }
    }
    phase = Phase.LAST;
    body = EMPTY;
    connection = null;
    deadlineMs = scan.nowMs() + server.limits().closeTimeout().toMillis();
    HttpFarewell.say(context(), refusal.response());
  }

  private void close() {
    ChannelFuture _ = context().close();
  }

  private ChannelHandlerContext context() {
    ChannelHandlerContext present = context;
    if (present == null) {
      throw new IllegalStateException("the handler is in no pipeline");
    }
    return present;
  }
}
