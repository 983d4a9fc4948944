package io.restante.it.websocket;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/// Writes masked frames, each a whole message (RFC 6455, section 5.2). No state.
///
/// For a payload that is written field by field: [#begin], the payload, [#end].
public final class ClientFrames {
  /// The most bytes that stand before a payload.
  public static final int HEADER_BYTES_MAX = 14;

  static final int BINARY = 0x2;
  static final int CLOSE = 0x8;
  static final int PING = 0x9;
  static final int PONG = 0xA;

  private static final int FIN = 0x80;
  private static final int MASKED = 0x80;

  private ClientFrames() {}

  /// Writes the header of a binary message.
  ///
  /// @param payloadBytes exactly how many bytes of payload will follow, 0 or more
  /// @param mask the masking key; a fresh one for each frame
  public static void begin(ByteBuf out, int payloadBytes, int mask) {
    begin(out, BINARY, payloadBytes, mask);
  }

  /// Masks the payload that was written after [#begin].
  ///
  /// @param payloadBytes as told to [#begin]
  /// @param mask as told to [#begin]
  public static void end(ByteBuf out, int payloadBytes, int mask) {
    int at = out.writerIndex() - payloadBytes;
    int end = out.writerIndex();
    long wide = ((long) mask << 32) | (mask & 0xFFFF_FFFFL);
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      out.setLong(at, out.getLong(at) ^ wide);
    }
    for (int shift = 24; at < end; at++, shift = (shift - 8) & 31) {
      out.setByte(at, out.getByte(at) ^ (mask >>> shift));
    }
  }

  /// Writes a whole binary message.
  public static void binary(ByteBuf out, byte[] payload, int mask) {
    begin(out, BINARY, payload.length, mask);
    out.writeBytes(payload);
    end(out, payload.length, mask);
  }

  /// Writes a close frame.
  ///
  /// @param code the close code, 1000 to 4999
  /// @param reason at most 123 bytes of UTF-8
  static void close(ByteBuf out, int code, String reason, int mask) {
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    begin(out, CLOSE, Short.BYTES + text.length, mask);
    out.writeShort(code).writeBytes(text);
    end(out, Short.BYTES + text.length, mask);
  }

  /// Writes the answer to a ping frame.
  static void pong(ByteBuf out, ByteBuf payload, int mask) {
    int length = payload.readableBytes();
    begin(out, PONG, length, mask);
    out.writeBytes(payload);
    end(out, length, mask);
  }

  private static void begin(ByteBuf out, int opcode, int payloadBytes, int mask) {
    out.writeByte(FIN | opcode);
    if (payloadBytes < 126) {
      out.writeByte(MASKED | payloadBytes);
    } else if (payloadBytes <= 0xFFFF) {
      out.writeByte(MASKED | 126).writeShort(payloadBytes);
    } else {
      out.writeByte(MASKED | 127).writeLong(payloadBytes);
    }
    out.writeInt(mask);
  }
}
