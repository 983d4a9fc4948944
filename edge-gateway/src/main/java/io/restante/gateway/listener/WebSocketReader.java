package io.restante.gateway.listener;

import io.netty.buffer.ByteBuf;
import io.restante.gateway.frame.WebSocketHeader;
import io.restante.gateway.session.CloseReason;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads WebSocket frames as a client sends them (RFC 6455, section 5), from bytes in pieces of any
/// size. Runs on the connection's event loop.
///
/// Memory: 40 bytes between messages. A message's bytes are kept as they come in an array that
/// doubles up to the message's length, so an announced length alone costs nothing; the array is
/// handed over.
final class WebSocketReader {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final int FINAL = 0x80;
  private static final int RESERVED_BITS = 0x70;
  private static final int OPCODE = 0x0F;
  private static final int MASKED = 0x80;
  private static final int LENGTH_IN_2_BYTES = 126;
  private static final int LENGTH_IN_8_BYTES = 127;
  private static final int CONTINUATION = 0;
  private static final int CONTROL = 8;
  private static final int CONTROL_BYTES_MAX = 125;

  private static final byte[] EMPTY = {};

  private final Sink sink;
  private Stage stage = Stage.FIRST_BYTE;
  private byte first;
  private byte messageOpcode;
  private byte headerBytesLeft;
  private boolean isLongLength;
  private int mask;
  private long payloadLeft;
  private byte @Nullable [] message;
  private int messageBytes;
  private byte @Nullable [] control;

  WebSocketReader(Sink sink) {
    this.sink = sink;
  }

  /// What becomes of what is read.
  interface Sink {
    /// Tells whether reading may go on; asked before every frame's bytes.
    boolean isTaking();

    /// Tells whether text is read.
    boolean isTextRead();

    /// Returns how large a message may be now, bytes.
    int messageBytesMax();

    /// A whole message, text or binary.
    void onMessage(int opcode, ByteBuffer payload);

    /// A close, ping or pong frame.
    void onControl(int opcode, byte[] payload);

    /// The device breaks the rules; the reader must not be used after this.
    void onViolation(CloseReason reason);
  }

  private enum Stage {
    FIRST_BYTE,
    SECOND_BYTE,
    LENGTH,
    MASK,
    PAYLOAD,
    BROKEN
  }

  /// Reads until the buffer is empty or the sink has had enough.
  void read(ByteBuf in) {
    while (stage != Stage.BROKEN && sink.isTaking() && in.isReadable()) {
      switch (stage) {
        case FIRST_BYTE -> onFirstByte(in.readByte());
        case SECOND_BYTE -> onSecondByte(in.readByte());
        case LENGTH -> onLengthByte(in.readByte());
        case MASK -> onMaskByte(in.readByte());
        case PAYLOAD -> onPayload(in);
        case BROKEN -> throw new IllegalStateException("read in BROKEN");
      }
    }
  }

  private void onFirstByte(byte next) {
    first = next;
    int opcode = next & OPCODE;
    boolean isFinal = (next & FINAL) != 0;
    boolean isLegal =
        switch (opcode) {
          case CONTINUATION -> messageOpcode != 0;
          case WebSocketHeader.TEXT, WebSocketHeader.BINARY -> messageOpcode == 0;
          case WebSocketHeader.CLOSE, WebSocketHeader.PING, WebSocketHeader.PONG -> isFinal;
          default -> false;
        };
    if (!isLegal || (next & RESERVED_BITS) != 0) {
      violate(CloseReason.PROTOCOL_ERROR);
      return;
    }
    if (opcode == WebSocketHeader.TEXT && !sink.isTextRead()) {
      violate(CloseReason.TEXT_FRAME);
      return;
    }
    stage = Stage.SECOND_BYTE;
  }

  private void onSecondByte(byte next) {
    int length = next & 0x7F;
    if ((next & MASKED) == 0 || (isControl() && length > CONTROL_BYTES_MAX)) {
      violate(CloseReason.PROTOCOL_ERROR);
      return;
    }
    if (length < LENGTH_IN_2_BYTES) {
      payloadLeft = length;
      onLength();
      return;
    }
    payloadLeft = 0;
    headerBytesLeft = (byte) (length == LENGTH_IN_2_BYTES ? Short.BYTES : Long.BYTES);
    isLongLength = length == LENGTH_IN_8_BYTES;
    stage = Stage.LENGTH;
  }

  private void onLengthByte(byte next) {
    payloadLeft = payloadLeft << 8 | (next & 0xFF);
    if (--headerBytesLeft > 0) {
      return;
    }
    long least = isLongLength ? 0x1_0000 : LENGTH_IN_2_BYTES;
    if (payloadLeft < least) { // Negative, or longer than it had to be: both against the rules.
      violate(CloseReason.PROTOCOL_ERROR);
      return;
    }
    onLength();
  }

  private void onLength() {
    if (!isControl() && payloadLeft > sink.messageBytesMax() - messageBytes) {
      violate(CloseReason.MESSAGE_TOO_LARGE);
      return;
    }
    if (isControl()) {
      control = new byte[(int) payloadLeft];
    }
    mask = 0;
    headerBytesLeft = Integer.BYTES;
    stage = Stage.MASK;
  }

  private void onMaskByte(byte next) {
    mask = mask << 8 | (next & 0xFF);
    if (--headerBytesLeft > 0) {
      return;
    }
    if (!isControl() && (first & OPCODE) != CONTINUATION) {
      messageOpcode = (byte) (first & OPCODE);
    }
    stage = Stage.PAYLOAD;
    if (payloadLeft == 0) {
      onFrameEnd();
    }
  }

  private void onPayload(ByteBuf in) {
    int length = (int) Math.min(payloadLeft, in.readableBytes());
    byte[] pending = control;
    if (pending != null) {
      unmask(in, pending, pending.length - (int) payloadLeft, length);
    } else {
      unmask(in, roomFor(length), messageBytes, length);
      messageBytes += length;
    }
    payloadLeft -= length;
    if (payloadLeft == 0) {
      onFrameEnd();
    }
  }

  private void onFrameEnd() {
    stage = Stage.FIRST_BYTE;
    byte[] pending = control;
    if (pending != null) {
      control = null;
      sink.onControl(first & OPCODE, pending);
      return;
    }
    if ((first & FINAL) == 0) {
      return;
    }
    byte[] whole = message == null ? EMPTY : message;
    ByteBuffer payload = ByteBuffer.wrap(whole, 0, messageBytes);
    int opcode = messageOpcode;
    message = null;
    messageBytes = 0;
    messageOpcode = 0;
    sink.onMessage(opcode, payload);
  }

  /// Returns the message's array with room for more. Exactly as long as needed when the rest of the
  /// message is here, which is the usual case.
  private byte[] roomFor(int more) {
    byte[] present = message == null ? EMPTY : message;
    int needed = messageBytes + more;
    if (needed > present.length) {
      boolean isLast = more == payloadLeft && (first & FINAL) != 0;
      long doubled = Math.min(2L * present.length, messageBytes + payloadLeft);
      present = Arrays.copyOf(present, isLast ? needed : (int) Math.max(needed, doubled));
      message = present;
    }
    return present;
  }

  /// Moves bytes into an array and takes the mask off. Turns the mask, so that its next byte is
  /// first.
  private void unmask(ByteBuf in, byte[] out, int from, int length) {
    in.readBytes(out, from, length);
    long twice = (long) mask << 32 | (mask & 0xFFFF_FFFFL);
    int end = from + length;
    int at = from;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      LONGS.set(out, at, (long) LONGS.get(out, at) ^ twice);
    }
    for (; at < end; at++) {
      out[at] ^= (byte) (mask >>> 24);
      mask = Integer.rotateLeft(mask, 8);
    }
  }

  private boolean isControl() {
    return (first & CONTROL) != 0;
  }

  private void violate(CloseReason reason) {
    stage = Stage.BROKEN;
    message = null;
    control = null;
    sink.onViolation(reason);
  }
}
