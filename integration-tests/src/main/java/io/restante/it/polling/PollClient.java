package io.restante.it.polling;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.restante.contract.Zigzag;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// One connection by long polling, over two sockets at the most: on one a poll waits, on the other
/// goes what the device has to say meanwhile, which becomes the poll that waits.
///
/// Runs on one event loop. Frames written are kept until the node says that it has taken them; what
/// it sends twice is passed over.
public final class PollClient {
  /// How long an answer may take, seconds.
  static final int PATIENCE_S = 40;

  private static final int WAIT_S = 25;
  private static final int SOCKETS_MAX = 2;
  private static final int BODY_BYTES_MAX = 120_000;
  private static final int FAILURES_MAX = 5;
  private static final int RETRY_MS = 100;
  private static final int TOO_FREQUENT_MS = 1_000;
  private static final int TOO_FREQUENT = 429;
  private static final int NORMAL = 1_000;
  private static final int PROTOCOL_ERROR = 1_002;

  private final URI gateway;
  private final EventLoop loop;
  private final PollListener listener;
  private final Deque<byte[]> unconfirmed = new ArrayDeque<>();
  private final List<PollSocket> sockets = new ArrayList<>(SOCKETS_MAX);
  private long firstUnconfirmed = 1;
  private long expecting = 1;
  private String token = "";
  private int failures;
  private boolean isNews;
  private boolean isReading = true;
  private boolean isLeaving;
  private boolean isOver;

  /// Creates a connection; it is made by the first frame that is flushed, which must be HELLO.
  ///
  /// @param gateway where the WebSocket would be, `ws://host:port/path`
  public PollClient(URI gateway, EventLoop loop, PollListener listener) {
    this.gateway = gateway;
    this.loop = loop;
    this.listener = listener;
  }

  /// Writes a frame; it goes out with the next [#flush].
  public void write(byte[] frame) {
    unconfirmed.add(frame);
    isNews = true;
  }

  /// Sends what was written.
  public void flush() {
    if (isNews) {
      poll();
    }
  }

  /// Stops or goes on taking what the node has.
  public void read(boolean isWanted) {
    isReading = isWanted;
    pollUnlessUnderWay();
  }

  /// Says goodbye once the node has taken what was written.
  public void close() {
    isLeaving = true;
    isNews = true;
    poll();
  }

  /// Ends without another word.
  public void breakOff() {
    isOver = true;
    sockets.forEach(PollSocket::close);
    sockets.clear();
    unconfirmed.clear();
  }

  void onAnswer(FullHttpResponse response) {
    if (isOver) {
      return;
    }
    PollAnswer answer;
    try {
      answer = PollAnswer.of(response);
    } catch (IllegalArgumentException e) {
      over(PROTOCOL_ERROR, "the node sent an answer that no node sends");
      return;
    }
    if (answer.status() == TOO_FREQUENT && answer.closeCode() == 0) {
      later(TOO_FREQUENT_MS);
      return;
    }
    boolean isSaid = answer.status() == 200 || answer.status() == 204 || answer.closeCode() != 0;
    if (!isSaid) {
      over(answer.status(), "a poll was refused");
      return;
    }
    take(answer);
  }

  void onBroken(PollSocket socket) {
    sockets.remove(socket);
    if (isOver || !socket.isBusy()) {
      return;
    }
    failures++;
    isNews |= !unconfirmed.isEmpty(); // Some of it may have been lost with the socket.
    if (token.isEmpty() || failures > FAILURES_MAX) {
      over(PollListener.BROKEN, "polls broke off");
      return;
    }
    later(RETRY_MS * failures);
  }

  private void take(PollAnswer answer) {
    failures = 0;
    token = answer.token().isEmpty() ? token : answer.token();
    for (; firstUnconfirmed < answer.expecting() && !unconfirmed.isEmpty(); firstUnconfirmed++) {
      unconfirmed.removeFirst();
    }
    long number = answer.sending();
    for (byte[] frame : answer.frames()) {
      if (number > expecting) {
        over(PROTOCOL_ERROR, "frames are missing before " + number);
        return;
      }
      if (number == expecting) {
        expecting++;
        listener.message(frame);
      }
      number++;
    }
    if (answer.closeCode() != 0 || answer.status() == 204) {
      over(answer.closeCode() == 0 ? NORMAL : answer.closeCode(), "the node closed");
      return;
    }
    if (!answer.frames().isEmpty() && !isOver) {
      listener.batchEnded();
    }
    pollOn();
  }

  private void later(int ms) {
    var _ = loop.schedule(this::pollOn, ms, TimeUnit.MILLISECONDS);
  }

  private void pollOn() {
    flush();
    pollUnlessUnderWay();
  }

  private void pollUnlessUnderWay() {
    if (sockets.stream().noneMatch(PollSocket::isBusy)) {
      poll();
    }
  }

  private void poll() {
    boolean isUnderWay = sockets.stream().anyMatch(PollSocket::isBusy);
    if (isOver || !isReading || (unconfirmed.isEmpty() && token.isEmpty())) {
      return;
    }
    if (isUnderWay && token.isEmpty()) {
      return; // HELLO is answered first.
    }
    for (PollSocket socket : sockets) {
      if (!socket.isBusy()) {
        isNews = false;
        socket.ask(request());
        return;
      }
    }
    if (sockets.size() < SOCKETS_MAX) {
      isNews = false;
      PollSocket made = new PollSocket(this, loop, gateway.getHost(), gateway.getPort());
      sockets.add(made);
      made.ask(request());
    }
  }

  private FullHttpRequest request() {
    boolean isGoodbye = isLeaving && unconfirmed.isEmpty();
    ByteBuf body = isGoodbye ? Unpooled.EMPTY_BUFFER : body();
    FullHttpRequest request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1,
            isGoodbye ? HttpMethod.DELETE : HttpMethod.POST,
            gateway.getRawPath() + "/poll",
            body);
    request
        .headers()
        .set(HttpHeaderNames.HOST, gateway.getRawAuthority())
        .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes())
        .set("Restante-Sending", firstUnconfirmed)
        .set("Restante-Expecting", expecting)
        .set("Restante-Wait", isLeaving ? 0 : WAIT_S);
    if (!token.isEmpty()) {
      request.headers().set(HttpHeaderNames.AUTHORIZATION, "Bearer " + token);
    }
    return request;
  }

  /// Returns as many of the frames as a request may have; before there is a token, HELLO alone.
  private ByteBuf body() {
    ByteBuf body = Unpooled.buffer();
    ByteBuffer length = ByteBuffer.allocate(10);
    for (byte[] frame : unconfirmed) {
      boolean isFirst = body.readableBytes() == 0;
      if (!isFirst && (token.isEmpty() || body.readableBytes() + frame.length > BODY_BYTES_MAX)) {
        isNews = true;
        break;
      }
      Zigzag.write(length.clear(), frame.length);
      body.writeBytes(length.flip()).writeBytes(frame);
    }
    return body;
  }

  private void over(int code, String reason) {
    if (!isOver) {
      breakOff();
      listener.closed(code, reason);
    }
  }
}
