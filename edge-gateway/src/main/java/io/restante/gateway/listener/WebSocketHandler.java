package io.restante.gateway.listener;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.restante.gateway.frame.ServerFrames;
import io.restante.gateway.frame.WebSocketHeader;
import io.restante.gateway.session.CloseReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One WebSocket after its handshake: the only handler of its pipeline. Runs on the connection's
/// event loop.
///
/// Bytes that may not be decoded yet, because the app has paused or the socket is not writable,
/// wait in one buffer; its bound is what one read returns, since the socket is not read meanwhile.
final class WebSocketHandler extends ChannelInboundHandlerAdapter
    implements DeviceSocket, WebSocketReader.Sink, LoopScan.Watched {
  private static final Logger LOGGER = LoggerFactory.getLogger(WebSocketHandler.class);

  private final WebSocketServer server;
  private final LoopScan scan;
  private final WebSocketApp app;
  private final WebSocketReader reader = new WebSocketReader(this);
  private @Nullable ChannelHandlerContext context;
  private @Nullable ByteBuf undecoded;
  private long deadlineMs;
  private int place;
  private Phase phase = Phase.OPEN;
  private boolean isPausedByApp;
  private boolean isDecoding;
  private boolean isDirty;

  WebSocketHandler(WebSocketServer server, LoopScan scan, WebSocketApp app) {
    this.server = server;
    this.scan = scan;
    this.app = app;
  }

  private enum Phase {
    /// Messages flow. The deadline, when set, is that of an unwritable socket.
    OPEN,
    /// A close frame has been sent; its answer is waited for until the deadline.
    CLOSING,
    /// What still comes is thrown away until the device closes the socket, or the deadline.
    LINGERING,
    /// Over.
    CLOSED
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
    app.onOpen(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext unused, Object bytes) {
    ByteBuf in = (ByteBuf) bytes;
    if (phase == Phase.LINGERING || phase == Phase.CLOSED) {
      in.release();
      return;
    }
    undecoded =
        undecoded == null
            ? in
            : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(alloc(), undecoded, in);
    decode();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext unused) {
    flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext unused) {
    if (phase == Phase.OPEN) {
      deadlineMs =
          context().channel().isWritable()
              ? 0
              : nowMs() + server.limits().unwritableTimeout().toMillis();
      updateReading();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext unused) {
    boolean isNews = phase == Phase.OPEN;
    phase = Phase.CLOSED;
    dropUndecoded();
    scan.remove(this);
    server.onSocketClosed(true);
    if (isNews) {
      app.onLost();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext unused, Throwable cause) {
    if (TlsDoor.isTlsFault(cause)) {
      server.metrics().count(ListenerMeter.TLS_FAILED);
    } else if (!(cause instanceof IOException)) {
      server.metrics().count(ListenerMeter.BUGS);
      LOGGER.atError().setCause(cause).log("a connection met an unexpected exception");
      if (phase == Phase.OPEN) {
        app.onBroken(CloseReason.INTERNAL_ERROR);
        return;
      }
    }
    abort();
  }

  @Override
  public void onScan(long nowMs) {
    boolean isLate = deadlineMs != 0 && nowMs >= deadlineMs;
    switch (phase) {
      case OPEN -> {
        if (isLate) {
          app.onBroken(CloseReason.UNWRITABLE);
        } else {
          app.onTick(nowMs, isReading());
        }
        flush();
      }
      case CLOSING, LINGERING -> {
        if (isLate) {
          abort();
        }
      }
      case CLOSED -> {}
    }
  }

  @Override
  public void onStop() {
    if (phase == Phase.OPEN) {
      app.onBroken(CloseReason.GOING_AWAY);
    }
  }

  @Override
  public void write(ByteBuf frame) {
    if (phase != Phase.OPEN) {
      frame.release();
      return;
    }
    isDirty = true;
    // Failures of a void promise arrive in exceptionCaught.
    ChannelFuture _ = context().write(frame, context().voidPromise());
  }

  @Override
  public void flush() {
    if (isDirty) {
      isDirty = false;
      context().flush();
    }
  }

  @Override
  public void move(String home) {
    write(ServerFrames.moved(alloc(), home));
  }

  @Override
  public boolean isWritable() {
    return context().channel().isWritable();
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
    if (phase == Phase.CLOSED) {
      return;
    }
    context().channel().config().setAutoRead(isReading());
    decode();
  }

  @Override
  public void close(CloseReason reason) {
    if (phase != Phase.OPEN) {
      return;
    }
    server.metrics().count(ListenerMeter.CLOSES_SENT);
    write(WebSocketFrames.close(alloc(), reason));
    flush();
    deadlineMs = nowMs() + server.limits().closeTimeout().toMillis();
    phase = Phase.CLOSING;
    updateReading();
  }

  @Override
  public Executor loop() {
    return context().channel().eventLoop();
  }

  @Override
  public ByteBufAllocator alloc() {
    return context().alloc();
  }

  @Override
  public long nowMs() {
    return scan.nowMs();
  }

  @Override
  public boolean isTaking() {
    return phase == Phase.CLOSING || (phase == Phase.OPEN && isReading());
  }

  @Override
  public boolean isTextRead() {
    return app.isTextRead();
  }

  @Override
  public int messageBytesMax() {
    return app.messageBytesMax();
  }

  @Override
  public void onMessage(int opcode, ByteBuffer payload) {
    if (phase != Phase.OPEN) {
      return;
    }
    server.metrics().count(ListenerMeter.FRAMES_READ);
    if (opcode == WebSocketHeader.BINARY) {
      app.onMessage(payload);
    } else if (WebSocketFrames.isUtf8(payload)) {
      app.onText(payload);
    } else {
      fail(CloseReason.INVALID_TEXT);
    }
  }

  @Override
  public void onControl(int opcode, byte[] payload) {
    if (opcode == WebSocketHeader.CLOSE) {
      onClose(payload);
      return;
    }
    if (phase == Phase.OPEN) {
      app.onSignOfLife();
      if (opcode == WebSocketHeader.PING) {
        ByteBuffer nonce = ByteBuffer.wrap(payload);
        write(WebSocketFrames.frame(alloc(), WebSocketHeader.PONG, nonce));
      }
    }
  }

  @Override
  public void onViolation(CloseReason reason) {
    fail(reason);
  }

  @Override
  public int place() {
    return place;
  }

  @Override
  public void place(int newPlace) {
    place = newPlace;
  }

  private void onClose(byte[] payload) {
    if (phase == Phase.CLOSING) {
      abort();
      return;
    }
    CloseReason flaw = WebSocketFrames.flawOfClose(payload);
    if (flaw != null) {
      fail(flaw);
      return;
    }
    ByteBuf answer = WebSocketFrames.closeAnswer(alloc(), payload);
    phase = Phase.LINGERING;
    deadlineMs = nowMs() + server.limits().closeTimeout().toMillis();
    ChannelFuture _ = context().writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
    app.onLost();
  }

  /// Ends a connection whose bytes can no longer be made sense of: the close frame goes out, then
  /// our half of the socket is shut, and the other half is read dry. Closing it with bytes unread
  /// would make the kernel send a reset, which can overtake the close frame.
  private void fail(CloseReason reason) {
    if (phase == Phase.OPEN) {
      app.onBroken(reason);
    }
    phase = Phase.LINGERING;
    if (context().channel() instanceof DuplexChannel socket) {
      // Ordered behind the close frame; its failure means that the socket is gone already.
      ChannelFuture _ =
          context()
              .writeAndFlush(Unpooled.EMPTY_BUFFER)
              .addListener(done -> socket.shutdownOutput().addListener(shut -> {}));
      return;
    }
    abort();
  }

  private void abort() {
    ChannelFuture _ = context().close();
  }

  private boolean isReading() {
    return switch (phase) {
      case OPEN -> !isPausedByApp && context().channel().isWritable();
      case CLOSING, LINGERING -> true;
      case CLOSED -> false;
    };
  }

  private void decode() {
    if (isDecoding) {
      return;
    }
    isDecoding = true;
    try {
      ByteBuf in = undecoded;
      while (in != null && isTaking()) {
        reader.read(in);
        if (!in.isReadable() || phase == Phase.LINGERING || phase == Phase.CLOSED) {
          dropUndecoded();
        }
        in = undecoded;
      }
    } finally {
      isDecoding = false;
    }
  }

  private void dropUndecoded() {
    ByteBuf bytes = undecoded;
    if (bytes != null) {
      undecoded = null;
      bytes.release();
    }
  }

  private ChannelHandlerContext context() {
    ChannelHandlerContext present = context;
    if (present == null) {
      throw new IllegalStateException("the handler is in no pipeline");
    }
    return present;
  }
}
