package io.restante.streams.presence.rules;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Whether a user is there.
///
/// @param isOnline whether a device is connected
/// @param sinceMs since when, milliseconds since 1970 UTC by a node's clock; of who is not there,
///   when the user was last seen; [#NEVER] when the user never was
public record Status(boolean isOnline, long sinceMs) {
  /// Of who was never there.
  public static final long NEVER = 0;

  /// Of who was never there.
  static final Status UNKNOWN = new Status(false, NEVER);

  /// Returns it as it is when no device is known any more.
  Status ended() {
    return new Status(false, sinceMs);
  }

  byte[] bytes() {
    return ByteBuffer.allocate(9).put((byte) (isOnline ? 1 : 0)).putLong(sinceMs).array();
  }

  static @Nullable Status of(byte @Nullable [] bytes) {
    if (bytes == null) {
      return null;
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    return new Status(in.get() == 1, in.getLong());
  }
}
