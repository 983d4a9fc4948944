package io.restante.gateway.index;

import io.restante.gateway.mailbox.DamagedIndexException;
import java.nio.ByteBuffer;
import java.util.UUID;

/// What an index says of itself.
///
/// @param log the log its offsets belong to
/// @param position the offset of the first record that it has not taken in
/// @param checkpointedAtMs when it was made durable, milliseconds since 1970 UTC
public record IndexState(UUID log, long position, long checkpointedAtMs) {
  static final byte[] KEY = {0};

  private static final byte LAYOUT = 2;
  private static final int BYTES = 1 + 16 + 8 + 8;

  static IndexState decode(byte[] written) {
    ByteBuffer in = ByteBuffer.wrap(written);
    if (written.length != BYTES || in.get() != LAYOUT) {
      throw new DamagedIndexException(
          "index state: " + written.length + " bytes of another layout", null);
    }
    return new IndexState(new UUID(in.getLong(), in.getLong()), in.getLong(), in.getLong());
  }

  byte[] encode() {
    return ByteBuffer.allocate(BYTES)
        .put(LAYOUT)
        .putLong(log.getMostSignificantBits())
        .putLong(log.getLeastSignificantBits())
        .putLong(position)
        .putLong(checkpointedAtMs)
        .array();
  }
}
