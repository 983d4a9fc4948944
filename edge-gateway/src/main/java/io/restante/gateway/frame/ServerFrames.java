package io.restante.gateway.frame;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.restante.contract.MessageId;
import io.restante.contract.Zigzag;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Writes server frames, each as one complete, unmasked binary WebSocket message, ready for the
/// socket. Stateless, thread-safe; the caller owns the returned buffer.
public final class ServerFrames {
  private static final int WELCOME = 0;
  private static final int ACCEPTED = 1;
  private static final int REJECTED = 2;
  private static final int DELIVER = 3;
  private static final int DRAINED = 4;
  private static final int PONG = 5;
  private static final int MOVED = 6;
  private static final int SIGNAL = 7;

  private static final int TAG_BYTES = 1;
  private static final int ID_BYTES = 16;

  private ServerFrames() {}

  /// What WELCOME tells.
  ///
  /// @param log the log that the connection's offsets belong to
  /// @param windowEnvelopes envelopes delivered ahead of an acknowledgement
  /// @param windowBytes bytes of envelopes delivered ahead of an acknowledgement
  /// @param sendWindow SENDs that may be unanswered
  /// @param idleTimeoutMs how long the device may be silent, milliseconds
  /// @param serverTimeMs the node's clock, milliseconds since 1970 UTC
  public record Welcome(
      UUID log,
      int windowEnvelopes,
      int windowBytes,
      int sendWindow,
      int idleTimeoutMs,
      long serverTimeMs) {}

  /// Returns WELCOME.
  public static ByteBuf welcome(ByteBufAllocator alloc, Welcome welcome) {
    int length =
        TAG_BYTES
            + ID_BYTES
            + Zigzag.length(welcome.windowEnvelopes())
            + Zigzag.length(welcome.windowBytes())
            + Zigzag.length(welcome.sendWindow())
            + Zigzag.length(welcome.idleTimeoutMs())
            + Zigzag.length(welcome.serverTimeMs());
    ByteBuf out = begin(alloc, WELCOME, length);
    writeId(out, welcome.log().getMostSignificantBits(), welcome.log().getLeastSignificantBits());
    writeLong(out, welcome.windowEnvelopes());
    writeLong(out, welcome.windowBytes());
    writeLong(out, welcome.sendWindow());
    writeLong(out, welcome.idleTimeoutMs());
    writeLong(out, welcome.serverTimeMs());
    return out;
  }

  /// Returns ACCEPTED.
  ///
  /// @param acceptedAtMs when the log took it in, milliseconds since 1970 UTC
  public static ByteBuf accepted(ByteBufAllocator alloc, MessageId id, long acceptedAtMs) {
    ByteBuf out = begin(alloc, ACCEPTED, TAG_BYTES + ID_BYTES + Zigzag.length(acceptedAtMs));
    writeId(out, id.high(), id.low());
    writeLong(out, acceptedAtMs);
    return out;
  }

  /// What REJECTED tells.
  ///
  /// @param id the message, or null when the refused frame carried none
  /// @param code why
  /// @param retryAfterMs how long to wait, milliseconds; -1 when trying again is pointless
  /// @param detail one sentence for the developer of the client, at most 200 characters of ASCII
  public record Rejected(
      @Nullable MessageId id, RejectCode code, int retryAfterMs, String detail) {}

  /// Returns REJECTED.
  public static ByteBuf rejected(ByteBufAllocator alloc, Rejected rejected) {
    MessageId id = rejected.id();
    int detailBytes = rejected.detail().length();
    int length =
        TAG_BYTES
            + (id == null ? 1 : 1 + ID_BYTES)
            + Zigzag.length(rejected.code().number())
            + Zigzag.length(rejected.retryAfterMs())
            + Zigzag.length(detailBytes)
            + detailBytes;
    ByteBuf out = begin(alloc, REJECTED, length);
    writeLong(out, id == null ? 0 : 1);
    if (id != null) {
      writeId(out, id.high(), id.low());
    }
    writeLong(out, rejected.code().number());
    writeLong(out, rejected.retryAfterMs());
    writeLong(out, detailBytes);
    ByteBufUtil.writeAscii(out, rejected.detail());
    return out;
  }

  /// Returns DELIVER.
  ///
  /// @param offset the envelope's place in the log
  /// @param value the record's value, copied as it is; the buffer's position is left alone
  public static ByteBuf deliver(ByteBufAllocator alloc, long offset, ByteBuffer value) {
    int valueBytes = value.remaining();
    int length = TAG_BYTES + Zigzag.length(offset) + Zigzag.length(valueBytes) + valueBytes;
    ByteBuf out = begin(alloc, DELIVER, length);
    writeLong(out, offset);
    writeLong(out, valueBytes);
    out.writeBytes(value.duplicate());
    return out;
  }

  /// Returns DRAINED.
  public static ByteBuf drained(ByteBufAllocator alloc) {
    return begin(alloc, DRAINED, TAG_BYTES);
  }

  /// Returns PONG.
  public static ByteBuf pong(ByteBufAllocator alloc, long nonce) {
    ByteBuf out = begin(alloc, PONG, TAG_BYTES + Zigzag.length(nonce));
    writeLong(out, nonce);
    return out;
  }

  /// Returns MOVED.
  ///
  /// @param home the WebSocket to connect to, at most 255 characters of ASCII
  public static ByteBuf moved(ByteBufAllocator alloc, String home) {
    int homeBytes = home.length();
    ByteBuf out = begin(alloc, MOVED, TAG_BYTES + Zigzag.length(homeBytes) + homeBytes);
    writeLong(out, homeBytes);
    ByteBufUtil.writeAscii(out, home);
    return out;
  }

  /// Returns SIGNAL.
  ///
  /// @param value the record's value, copied as it is; the buffer's position is left alone
  public static ByteBuf signal(ByteBufAllocator alloc, ByteBuffer value) {
    int valueBytes = value.remaining();
    ByteBuf out = begin(alloc, SIGNAL, TAG_BYTES + Zigzag.length(valueBytes) + valueBytes);
    writeLong(out, valueBytes);
    out.writeBytes(value.duplicate());
    return out;
  }

  private static ByteBuf begin(ByteBufAllocator alloc, int tag, int length) {
    ByteBuf out = alloc.directBuffer(WebSocketHeader.bytes(length) + length);
    WebSocketHeader.write(out, WebSocketHeader.BINARY, length);
    writeLong(out, tag);
    return out;
  }

  private static void writeId(ByteBuf out, long high, long low) {
    out.writeLong(high).writeLong(low);
  }

  private static void writeLong(ByteBuf out, long value) {
    long rest = (value << 1) ^ (value >> 63);
    while ((rest & ~0x7FL) != 0) {
      out.writeByte((int) (rest | 0x80));
      rest >>>= 7;
    }
    out.writeByte((int) rest);
  }
}
