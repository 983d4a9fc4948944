package io.restante.gateway.listener;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.restante.contract.ContractException;
import io.restante.contract.Zigzag;
import java.nio.ByteBuffer;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// Frames in the body of a request or an answer: each one its length as a varint, then its bytes,
/// as Avro writes `bytes`.
final class PollBody {
  private static final int LENGTH_BYTES_MAX = 10;

  private PollBody() {}

  /// Reads one frame and moves past it.
  ///
  /// @param body has bytes left
  /// @return the frame in an array of its own, or null when there is none whole
  static @Nullable ByteBuffer next(ByteBuffer body) {
    long length;
    try {
      length = Zigzag.read(body);
    } catch (ContractException e) {
      return null;
    }
    if (length < 0 || length > body.remaining()) {
      return null;
    }
    byte[] frame = new byte[(int) length];
    body.get(frame);
    return ByteBuffer.wrap(frame);
  }

  /// Returns a body; the frames stay as they are, and the caller's.
  static ByteBuf of(ByteBufAllocator alloc, Collection<ByteBuf> frames) {
    int bytes = 0;
    for (ByteBuf frame : frames) {
      bytes += Zigzag.length(frame.readableBytes()) + frame.readableBytes();
    }
    ByteBuf body = alloc.directBuffer(bytes);
    ByteBuffer length = ByteBuffer.allocate(LENGTH_BYTES_MAX);
    for (ByteBuf frame : frames) {
      Zigzag.write(length.clear(), frame.readableBytes());
      body.writeBytes(length.flip());
      body.writeBytes(frame, frame.readerIndex(), frame.readableBytes());
    }
    return body;
  }
}
