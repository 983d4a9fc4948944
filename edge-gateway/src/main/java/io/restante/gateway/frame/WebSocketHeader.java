package io.restante.gateway.frame;

import io.netty.buffer.ByteBuf;

/// The header before the payload of an unmasked, unfragmented WebSocket frame (RFC 6455, section
/// 5.2), which is what a server sends.
public final class WebSocketHeader {
  /// Opcode of a text frame.
  public static final int TEXT = 1;

  /// Opcode of a binary frame.
  public static final int BINARY = 2;

  /// Opcode of a close frame.
  public static final int CLOSE = 8;

  /// Opcode of a ping.
  public static final int PING = 9;

  /// Opcode of a pong.
  public static final int PONG = 10;

  private static final int FINAL = 0x80;
  private static final int LENGTH_IN_2_BYTES = 126;
  private static final int LENGTH_IN_8_BYTES = 127;

  private WebSocketHeader() {}

  /// Returns how many bytes the header takes: 2, 4 or 10.
  ///
  /// @param payloadBytes 0 or more
  public static int bytes(int payloadBytes) {
    if (payloadBytes < LENGTH_IN_2_BYTES) {
      return 2;
    }
    return payloadBytes <= 0xFFFF ? 4 : 10;
  }

  /// Writes the header.
  ///
  /// @param opcode one of this class
  /// @param payloadBytes how many bytes will follow
  public static void write(ByteBuf out, int opcode, int payloadBytes) {
    out.writeByte(FINAL | opcode);
    if (payloadBytes < LENGTH_IN_2_BYTES) {
      out.writeByte(payloadBytes);
      return;
    }
    if (payloadBytes <= 0xFFFF) {
      out.writeByte(LENGTH_IN_2_BYTES).writeShort(payloadBytes);
      return;
    }
    out.writeByte(LENGTH_IN_8_BYTES).writeLong(payloadBytes);
  }
}
