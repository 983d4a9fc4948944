package io.restante.it.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One direction of one connection: reads from its source no more than it may hold, and writes to
/// its sink what is due. Runs on the proxy's event loop; owns the bytes it holds.
///
/// Holds [#HELD_BYTES_MAX] bytes and one read of [#READ_BYTES] more; then the source is not read
/// until some have gone, so whoever writes there is slowed.
final class Flow {
  /// How many bytes are held before the source is no longer read.
  static final int HELD_BYTES_MAX = 256 << 10;

  /// How many bytes are read at once.
  static final int READ_BYTES = 16 << 10;

  private final Channel source;
  private final DuplexChannel sink;
  private final Pace pace;
  private final Listener listener;
  private final Deque<Piece> pieces = new ArrayDeque<>();
  private Weather weather;
  private int heldBytes;
  private boolean isReading;
  private boolean hasEnded;
  private boolean isFinished;
  private boolean isBroken;
  private boolean isVoid;
  private @Nullable ScheduledFuture<?> timer;

  /// Hears how a flow goes on.
  interface Listener {
    /// More bytes are held than before.
    void held(int bytes);

    /// The end has been passed on.
    void finished();
  }

  /// Bytes on their way, or the end of all when there are none.
  private record Piece(@Nullable ByteBuf bytes, long dueNanos) {
    int size() {
      return bytes == null ? 0 : bytes.readableBytes();
    }
  }

  /// Creates a flow that reads nothing yet.
  Flow(Channel source, DuplexChannel sink, Pace pace, Weather weather, Listener listener) {
    this.source = source;
    this.sink = sink;
    this.pace = pace;
    this.listener = listener;
    this.weather = weather;
    pace.change(weather, nowNanos());
  }

  /// The weather changes; what is held is due anew.
  void change(Weather next) {
    weather = next;
    pace.change(next, nowNanos());
    Deque<Piece> waiting = new ArrayDeque<>(pieces);
    pieces.clear();
    for (Piece piece : waiting) {
      pieces.add(new Piece(piece.bytes, pace.dueNanos(nowNanos(), piece.size())));
    }
    stopTimer();
    move();
  }

  /// The source has bytes.
  void take(ByteBuf bytes) {
    if (isVoid || isBroken) {
      bytes.release();
      return;
    }
    heldBytes += bytes.readableBytes();
    listener.held(heldBytes);
    while (bytes.readableBytes() > pace.pieceBytes()) {
      add(bytes.readRetainedSlice(pace.pieceBytes()));
    }
    add(bytes);
    move();
  }

  private void add(ByteBuf bytes) {
    pieces.add(new Piece(bytes, pace.dueNanos(nowNanos(), bytes.readableBytes())));
  }

  /// A read of the source is over.
  void onReadComplete() {
    isReading = false;
    move();
  }

  /// The source will send no more; what is held still goes.
  void onEnd() {
    if (isVoid) {
      var _ = source.close();
    } else if (!hasEnded) {
      hasEnded = true;
      pieces.add(new Piece(null, pace.dueNanos(nowNanos(), 0)));
      move();
    }
  }

  /// The source is gone. A black hole hides that for as long as it lasts.
  void onBroken() {
    isBroken = true;
    move();
  }

  /// Drops what is held and whatever comes.
  void becomeVoid() {
    isVoid = true;
    drop();
    move();
  }

  /// Drops what is held: the connection is over.
  void drop() {
    stopTimer();
    pieces.forEach(piece -> ReferenceCountUtil.release(piece.bytes));
    pieces.clear();
    heldBytes = 0;
  }

  /// Tells whether the end has been passed on.
  boolean isFinished() {
    return isFinished;
  }

  /// Moves what can be moved; called whenever something has changed.
  void move() {
    if (weather.isBlackHole() && !isVoid) {
      return;
    }
    if (isBroken) {
      drop();
      Passage.abort(sink);
      return;
    }
    boolean hasWritten = false;
    while (isHeadDue() && sink.isWritable()) {
      pass(pieces.remove());
      hasWritten = true;
    }
    if (hasWritten) {
      sink.flush();
    }
    awaitNext();
    readOn();
  }

  private boolean isHeadDue() {
    Piece head = pieces.peek();
    return head != null && head.dueNanos - nowNanos() <= 0;
  }

  private void pass(Piece piece) {
    if (piece.bytes == null) {
      // After everything written: a shut-down output loses what waits for room in the socket.
      var _ = sink.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> finish());
      return;
    }
    heldBytes -= piece.size();
    var _ = sink.write(piece.bytes, sink.voidPromise());
  }

  private void finish() {
    isFinished = true;
    var _ = sink.shutdownOutput();
    listener.finished();
  }

  private void awaitNext() {
    Piece head = pieces.peek();
    if (head != null && timer == null && sink.isWritable()) {
      long wait = Math.max(0, head.dueNanos - nowNanos());
      timer = source.eventLoop().schedule(this::onDue, wait, TimeUnit.NANOSECONDS);
    }
  }

  private void onDue() {
    timer = null;
    move();
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private void readOn() {
    if (!isReading && !hasEnded && source.isActive() && heldBytes < HELD_BYTES_MAX) {
      isReading = true;
      source.read();
    }
  }

  private long nowNanos() {
    return source.eventLoop().ticker().nanoTime();
  }
}
