package io.restante.gateway.signal;

import io.restante.contract.UserId;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What becomes of a record of `messaging.signals`. Pure.
final class SignalRules {
  /// How long after it was appended a signal is still worth telling.
  static final Duration AGE_MAX = Duration.ofSeconds(5);

  private static final int KEY_BYTES = 16;

  private SignalRules() {}

  /// Returns whom a record is for, or null when it is no signal.
  static @Nullable UserId recipient(byte @Nullable [] key, byte @Nullable [] value) {
    if (key == null || value == null || key.length != KEY_BYTES) {
      return null;
    }
    ByteBuffer id = ByteBuffer.wrap(key);
    return new UserId(id.getLong(), id.getLong());
  }

  /// Tells whether a signal is too old.
  ///
  /// @param appendedAtMs by the broker's clock, milliseconds since 1970 UTC
  /// @param nowMs by the node's
  static boolean isStale(long appendedAtMs, long nowMs) {
    return nowMs - appendedAtMs > AGE_MAX.toMillis();
  }
}
