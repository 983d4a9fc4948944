package io.restante.gateway.listener;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.restante.gateway.frame.WebSocketHeader;
import io.restante.gateway.session.CloseReason;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Writes the frames of the WebSocket layer itself, and judges the payload of close frames.
final class WebSocketFrames {
  private static final int CODE_BYTES = 2;

  private WebSocketFrames() {}

  /// Returns a close frame.
  static ByteBuf close(ByteBufAllocator alloc, CloseReason reason) {
    int length = CODE_BYTES + reason.text().length();
    ByteBuf out = alloc.directBuffer(WebSocketHeader.bytes(length) + length);
    WebSocketHeader.write(out, WebSocketHeader.CLOSE, length);
    out.writeShort(reason.code());
    ByteBufUtil.writeAscii(out, reason.text());
    return out;
  }

  /// Returns a close frame that answers another: it has the same code, or none either.
  ///
  /// @param payload the payload of the other, as [#flawOfClose] passed it
  static ByteBuf closeAnswer(ByteBufAllocator alloc, byte[] payload) {
    int length = Math.min(CODE_BYTES, payload.length);
    ByteBuf out = alloc.directBuffer(WebSocketHeader.bytes(length) + length);
    WebSocketHeader.write(out, WebSocketHeader.CLOSE, length);
    return out.writeBytes(payload, 0, length);
  }

  /// Returns a whole message or control frame.
  static ByteBuf frame(ByteBufAllocator alloc, int opcode, ByteBuffer payload) {
    int length = payload.remaining();
    ByteBuf out = alloc.directBuffer(WebSocketHeader.bytes(length) + length);
    WebSocketHeader.write(out, opcode, length);
    return out.writeBytes(payload.duplicate());
  }

  /// Returns what is wrong with the payload of a close frame, or null when nothing is.
  static @Nullable CloseReason flawOfClose(byte[] payload) {
    if (payload.length == 0) {
      return null;
    }
    if (payload.length < CODE_BYTES) {
      return CloseReason.PROTOCOL_ERROR;
    }
    ByteBuffer in = ByteBuffer.wrap(payload);
    if (!isLegalCode(in.getShort() & 0xFFFF)) {
      return CloseReason.PROTOCOL_ERROR;
    }
    return isUtf8(in) ? null : CloseReason.INVALID_TEXT;
  }

  /// Tells whether bytes are UTF-8.
  static boolean isUtf8(ByteBuffer bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate());
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /// Tells whether a code may be sent: RFC 6455, section 7.4, and the registry it founded.
  private static boolean isLegalCode(int code) {
    return switch (code) {
      case 1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014 -> true;
      default -> code >= 3000 && code <= 4999;
    };
  }
}
