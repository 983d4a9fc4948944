package io.restante.gateway.frame;

import io.restante.contract.UuidV7;
import java.nio.ByteBuffer;

/// Reads Avro's primitive types from a message, each read checked against what is left of it.
final class FrameInput {
  private static final int LONGEST_VARINT = 10;

  private final ByteBuffer in;

  FrameInput(ByteBuffer in) {
    this.in = in;
  }

  /// Whether every byte has been read.
  boolean isAtEnd() {
    return !in.hasRemaining();
  }

  /// Reads a zigzag integer of 1 to 10 bytes.
  long readLong() throws FrameException {
    long rest = 0;
    for (int shift = 0; shift < 7 * LONGEST_VARINT; shift += 7) {
      require(1);
      byte next = in.get();
      rest |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return (rest >>> 1) ^ -(rest & 1);
      }
    }
    throw new FrameException(FrameFlaw.INTEGER_TOO_LONG);
  }

  /// Reads an integer that may not be below a floor.
  long readLong(long least) throws FrameException {
    long value = readLong();
    if (value < least) {
      throw new FrameException(FrameFlaw.BAD_NUMBER);
    }
    return value;
  }

  /// Reads a length that lies within the message.
  int readLength() throws FrameException {
    long length = readLong();
    if (length < 0) {
      throw new FrameException(FrameFlaw.BAD_LENGTH);
    }
    require(length);
    return (int) length;
  }

  /// Reads 8 bytes of a fixed field, big-endian.
  long readFixedLong() throws FrameException {
    require(Long.BYTES);
    return in.getLong();
  }

  /// Returns a view of the next bytes and moves past them.
  ///
  /// @param length as [#readLength] returned it
  ByteBuffer slice(int length) {
    ByteBuffer slice = in.slice(in.position(), length);
    in.position(in.position() + length);
    return slice;
  }

  /// Refuses an id that is not a UUIDv7.
  static void checkId(long high, long low) throws FrameException {
    if (!UuidV7.isUuidV7(high, low)) {
      throw new FrameException(FrameFlaw.BAD_ID);
    }
  }

  private void require(long bytes) throws FrameException {
    if (bytes > in.remaining()) {
      throw new FrameException(FrameFlaw.TRUNCATED);
    }
  }
}
