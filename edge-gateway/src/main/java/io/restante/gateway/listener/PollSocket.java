package io.restante.gateway.listener;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.FullHttpResponse;
import io.restante.gateway.frame.ServerFrames;
import io.restante.gateway.session.CloseReason;
import io.restante.gateway.session.TokenBucket;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// One device's connection by long polling: what a WebSocket is, made of requests that come over
/// any sockets.
///
/// Both directions number their frames from 1. What is sent is kept until the device says that it
/// has come; what the device sends again is passed over: so a request can be lost, repeated or
/// overtaken, and its answer too. Runs on one event loop, that of the socket that brought HELLO.
///
/// Memory: frames not confirmed. They are bounded by the delivery window and by the answers to what
/// the device sends, because beyond a bound nothing of it is taken in.
final class PollSocket implements DeviceSocket, LoopScan.Watched {
  private final WebSocketServer server;
  private final LoopScan scan;
  private final EventLoop loop;
  private final WebSocketApp app;
  private final PollToken token;
  private final WebSocketServer.Polling polling;
  private final TokenBucket requests;
  private final Deque<ByteBuf> unconfirmed = new ArrayDeque<>();
  private long firstUnconfirmed = 1;
  private long unconfirmedBytes;
  private long takenUpTo;
  private @Nullable PollExchange poll;
  private @Nullable PollExchange answered;
  private @Nullable CloseReason reason;
  private @Nullable String home;
  private Phase phase = Phase.OPEN;
  private boolean isIntroduced;
  private boolean isPausedByApp;
  private boolean isAnythingLeft;
  private long deadlineMs;
  private int place;

  private PollSocket(
      WebSocketServer server, LoopScan scan, EventLoop loop, WebSocketServer.Polling polling) {
    this.server = server;
    this.scan = scan;
    this.loop = loop;
    this.polling = polling;
    this.app = server.newApp(scan.nowMs());
    this.token = server.polls().newToken();
    var session = server.settings().session();
    this.requests = new TokenBucket(session.sendsPerSecond(), session.sendBurst(), scan.nowMs());
  }

  private enum Phase {
    /// Frames flow. The deadline is that of the poll that waits, or of the next one to come.
    OPEN,
    /// The app has closed the connection; the device is being told until the deadline.
    CLOSING,
    /// Over: nothing is kept, the place is given back.
    GONE
  }

  /// Opens a connection in a place that has been taken. Runs on the loop it is to belong to.
  static PollSocket open(WebSocketServer server, LoopScan scan, EventLoop loop) {
    WebSocketServer.Polling polling = server.endpoint().polling();
    if (polling == null) {
      throw new IllegalStateException("a poll of what is not polled");
    }
    PollSocket opened = new PollSocket(server, scan, loop, polling);
    server.metrics().count(ListenerMeter.POLLS_OPENED);
    server.polls().add(opened.token, opened);
    scan.add(opened);
    opened.app.onOpen(opened);
    return opened;
  }

  /// Does something on the connection's event loop; returns false when that has ended.
  boolean run(Runnable task) {
    try {
      if (loop.inEventLoop()) {
        task.run();
      } else {
        loop.execute(task);
      }
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /// A whole request has come.
  void onRequest(PollRequest request, byte[] body, PollExchange exchange) {
    PollRefusal refusal = refusalOf(request);
    if (refusal != null) {
      exchange.refuse(refusal);
      return;
    }
    if (request.expecting() < firstUnconfirmed) {
      exchange.answer(empty()); // A newer one was faster.
      return;
    }
    confirm(request.expecting());
    endPoll();
    poll = exchange;
    deadlineMs = holdUntilMs(request);
    isAnythingLeft = false;
    if (phase == Phase.CLOSING) {
      answer();
      return;
    }
    app.onSignOfLife();
    take(request.sending(), body);
    flush();
    if (poll == exchange && request.waitMost().isZero()) {
      answer();
    }
  }

  /// The device ends the connection.
  void onGoodbye(PollExchange exchange) {
    endPoll();
    lose();
    exchange.answer(PollAnswer.goodbye());
  }

  /// The socket of a request is gone before its answer.
  void onLost(PollExchange exchange) {
    if (poll != exchange) {
      return;
    }
    poll = null;
    if (!isIntroduced) {
      lose(); // The device cannot name this connection.
      return;
    }
    deadlineMs = idleUntilMs();
  }

  @Override
  public void write(ByteBuf frame) {
    if (phase != Phase.OPEN) {
      frame.release();
      return;
    }
    int second = frame.getUnsignedByte(frame.readerIndex() + 1);
    frame.skipBytes(second < 126 ? 2 : second == 126 ? 4 : 10);
    unconfirmed.add(frame);
    unconfirmedBytes += frame.readableBytes();
  }

  @Override
  public void flush() {
    if (poll != null && !unconfirmed.isEmpty()) {
      answer();
    }
  }

  @Override
  public boolean isWritable() {
    return poll != null; // Between polls it would wait for the next one.
  }

  @Override
  public void move(String newHome) {
    home = newHome;
    write(ServerFrames.moved(alloc(), newHome));
  }

  @Override
  public void setPaused(boolean isPaused) {
    if (isPaused && !isPausedByApp) {
      server.metrics().count(ListenerMeter.READ_PAUSES);
    }
    isPausedByApp = isPaused;
  }

  @Override
  public void updateReading() {
    if (poll != null && isAnythingLeft && isTaking()) {
      answer(); // The device sends the rest again.
    }
  }

  @Override
  public void close(CloseReason why) {
    if (phase != Phase.OPEN) {
      return;
    }
    server.metrics().count(ListenerMeter.CLOSES_SENT);
    phase = Phase.CLOSING;
    reason = why;
    boolean isKnown = isIntroduced;
    deadlineMs = idleUntilMs();
    if (poll != null) {
      answer();
    }
    if (!isKnown) {
      vanish(); // The device cannot ask again.
    }
  }

  @Override
  public Executor loop() {
    return loop;
  }

  @Override
  public ByteBufAllocator alloc() {
    return PooledByteBufAllocator.DEFAULT;
  }

  @Override
  public long nowMs() {
    return scan.nowMs();
  }

  @Override
  public void onScan(long nowMs) {
    boolean isLate = nowMs >= deadlineMs;
    switch (phase) {
      case OPEN -> {
        if (isLate && poll == null) {
          lose();
          return;
        }
        if (isLate) {
          answer();
        }
        app.onTick(nowMs, isTaking());
        flush();
      }
      case CLOSING -> {
        if (isLate) {
          vanish();
        }
      }
      case GONE -> {}
    }
  }

  @Override
  public void onStop() {
    if (phase == Phase.OPEN) {
      app.onBroken(CloseReason.GOING_AWAY);
    }
    vanish();
  }

  @Override
  public int place() {
    return place;
  }

  @Override
  public void place(int newPlace) {
    place = newPlace;
  }

  private @Nullable PollRefusal refusalOf(PollRequest request) {
    if (phase == Phase.GONE) {
      return PollRefusal.GONE;
    }
    if (requests.take(nowMs()) > 0) {
      return PollRefusal.TOO_FREQUENT;
    }
    boolean isGap =
        request.sending() > takenUpTo + 1
            || request.expecting() > firstUnconfirmed + unconfirmed.size();
    return isGap ? PollRefusal.GAP : null;
  }

  private void confirm(long expecting) {
    for (; firstUnconfirmed < expecting; firstUnconfirmed++) {
      ByteBuf come = unconfirmed.removeFirst();
      unconfirmedBytes -= come.readableBytes();
      come.release();
    }
  }

  /// Takes the frames of a body that have not been taken before.
  private void take(long sending, byte[] body) {
    ByteBuffer rest = ByteBuffer.wrap(body);
    for (long number = sending; rest.hasRemaining() && phase == Phase.OPEN; number++) {
      ByteBuffer frame = PollBody.next(rest);
      if (frame == null) {
        app.onBroken(CloseReason.MALFORMED_FRAME);
        return;
      }
      if (number <= takenUpTo) {
        continue;
      }
      if (!isTaking()) {
        isAnythingLeft = true;
        return;
      }
      if (frame.remaining() > app.messageBytesMax()) {
        app.onBroken(CloseReason.MESSAGE_TOO_LARGE);
        return;
      }
      takenUpTo = number;
      server.metrics().count(ListenerMeter.FRAMES_READ);
      app.onMessage(frame);
    }
  }

  private boolean isTaking() {
    return phase == Phase.OPEN
        && !isPausedByApp
        && unconfirmedBytes <= polling.unconfirmedBytesMax();
  }

  private void endPoll() {
    PollExchange older = poll;
    if (older != null) {
      poll = null;
      older.answer(empty());
    }
  }

  private FullHttpResponse empty() {
    return PollAnswer.of(null, firstUnconfirmed, takenUpTo + 1, alloc().buffer(0));
  }

  /// Answers the poll with everything that is not confirmed.
  private void answer() {
    PollExchange exchange = poll;
    if (exchange == null) {
      throw new IllegalStateException("answer without a poll");
    }
    poll = null;
    FullHttpResponse answer =
        PollAnswer.of(reason, firstUnconfirmed, takenUpTo + 1, PollBody.of(alloc(), unconfirmed));
    if (home != null && reason == CloseReason.NOT_HOME) {
      PollAnswer.redirect(answer, home);
    }
    if (!isIntroduced && phase == Phase.OPEN) {
      answer.headers().set(PollAnswer.TOKEN, token.text());
      isIntroduced = true;
    }
    PollExchange before = answered;
    if (before != null) {
      before.cut(); // One answer of a connection is under way at a time.
    }
    answered = exchange;
    deadlineMs =
        phase == Phase.CLOSING
            ? nowMs() + server.limits().closeTimeout().toMillis()
            : idleUntilMs();
    exchange.answer(answer);
  }

  private void lose() {
    if (phase == Phase.OPEN) {
      app.onLost();
    }
    vanish();
  }

  private void vanish() {
    if (phase == Phase.GONE) {
      return;
    }
    phase = Phase.GONE;
    endPoll();
    unconfirmed.forEach(ByteBuf::release);
    unconfirmed.clear();
    scan.remove(this);
    server.polls().remove(token);
    server.freePlace();
  }

  private long holdUntilMs(PollRequest request) {
    long holdMs = server.settings().poll().hold().toMillis();
    return nowMs() + Math.min(holdMs, request.waitMost().toMillis());
  }

  private long idleUntilMs() {
    return nowMs() + server.settings().poll().idleTimeout().toMillis();
  }
}
