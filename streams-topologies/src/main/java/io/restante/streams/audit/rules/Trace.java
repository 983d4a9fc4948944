package io.restante.streams.audit.rules;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// What the table holds of a message. Immutable.
///
/// @param state how far it has come
/// @param acceptedMs when the log took it, milliseconds since 1970 UTC
/// @param endedMs when it came to its end by the task's clock; 0 while it waits
record Trace(State state, long acceptedMs, long endedMs) {
  private static final int BYTES = 1 + Long.BYTES + Long.BYTES;

  /// How far a message has come.
  enum State {
    /// Nothing has been heard since the log took it.
    WAITING(1),
    /// A device has stored it.
    DELIVERED(2),
    /// A device has stored it, and the user has read it.
    READ(3),
    /// Nobody collected it.
    EXPIRED(4),
    /// Nothing was heard of it for too long.
    MISSING(5);

    private final byte code;

    State(int code) {
      this.code = (byte) code;
    }

    private static @Nullable State of(byte code) {
      for (State state : values()) {
        if (state.code == code) {
          return state;
        }
      }
      return null;
    }
  }

  boolean isWaiting() {
    return state == State.WAITING;
  }

  byte[] encode() {
    return ByteBuffer.allocate(BYTES).put(state.code).putLong(acceptedMs).putLong(endedMs).array();
  }

  /// Reads an entry; null when it is none, as when a later version wrote it.
  static @Nullable Trace decode(byte @Nullable [] value) {
    if (value == null || value.length != BYTES) {
      return null;
    }
    ByteBuffer in = ByteBuffer.wrap(value);
    State state = State.of(in.get());
    return state == null ? null : new Trace(state, in.getLong(), in.getLong());
  }
}
