package io.restante.streams.presence.rules;

import io.restante.contract.UserId;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// The keys of the tables: a user, and something after it.
final class Keys {
  static final int USER_BYTES = 16;

  private Keys() {}

  static byte[] user(UserId user) {
    return ByteBuffer.allocate(USER_BYTES).putLong(user.high()).putLong(user.low()).array();
  }

  static byte[] device(UserId user, int device) {
    byte[] key = Arrays.copyOf(user(user), USER_BYTES + 1);
    key[USER_BYTES] = (byte) device;
    return key;
  }

  static byte[] pair(UserId first, UserId second) {
    return ByteBuffer.allocate(2 * USER_BYTES)
        .putLong(first.high())
        .putLong(first.low())
        .putLong(second.high())
        .putLong(second.low())
        .array();
  }

  /// Returns the user at the beginning of a key.
  static UserId first(byte[] key) {
    ByteBuffer in = ByteBuffer.wrap(key);
    return new UserId(in.getLong(), in.getLong());
  }

  /// Returns the user behind the first.
  static UserId second(byte[] key) {
    ByteBuffer in = ByteBuffer.wrap(key, USER_BYTES, USER_BYTES);
    return new UserId(in.getLong(), in.getLong());
  }

  /// Returns the lowest key after another.
  static byte[] after(byte[] key) {
    return Arrays.copyOf(key, key.length + 1);
  }
}
