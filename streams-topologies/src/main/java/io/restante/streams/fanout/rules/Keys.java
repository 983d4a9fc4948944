package io.restante.streams.fanout.rules;

import io.restante.contract.ContractException;
import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.contract.UserId;
import java.nio.ByteBuffer;

/// The keys of the tables: the group's 16 bytes, and what tells its entries apart.
final class Keys {
  /// How many bytes an id has.
  static final int ID_BYTES = 16;

  /// How many bytes the key of a hold has.
  static final int HOLD_BYTES = 2 * ID_BYTES + 1 + Long.BYTES;

  private Keys() {}

  static byte[] of(GroupId group) {
    return of(group, 0).array();
  }

  static byte[] row(GroupId group, UserId user, long offset) {
    return of(group, ID_BYTES + Long.BYTES)
        .putLong(user.high())
        .putLong(user.low())
        .putLong(offset)
        .array();
  }

  static byte[] message(GroupId group, long offset) {
    return of(group, Long.BYTES).putLong(offset).array();
  }

  static byte[] hold(GroupId group, DeviceAddress device, long offset) {
    return of(group, ID_BYTES + 1 + Long.BYTES)
        .putLong(device.user().high())
        .putLong(device.user().low())
        .put((byte) device.device())
        .putLong(offset)
        .array();
  }

  /// Reads the device of a hold's key.
  static DeviceAddress device(byte[] key) {
    return new DeviceAddress(user(key), key[2 * ID_BYTES]);
  }

  /// Reads where a hold begins.
  static long holdFrom(byte[] key) {
    return ByteBuffer.wrap(key).getLong(2 * ID_BYTES + 1);
  }

  /// Reads where a row stands.
  static long rowOffset(byte[] key) {
    return ByteBuffer.wrap(key).getLong(2 * ID_BYTES);
  }

  /// Reads the group of a key.
  ///
  /// @throws ContractException when the key is too short
  static GroupId group(byte[] key) {
    if (key.length < ID_BYTES) {
      throw new ContractException("key: " + key.length + " bytes (expected: 16 or more)");
    }
    ByteBuffer in = ByteBuffer.wrap(key);
    return new GroupId(in.getLong(), in.getLong());
  }

  /// Reads the user of a key of 32 bytes and more.
  static UserId user(byte[] key) {
    ByteBuffer in = ByteBuffer.wrap(key).position(ID_BYTES);
    return new UserId(in.getLong(), in.getLong());
  }

  /// Reads the offset of a message's key.
  static long offset(byte[] key) {
    return ByteBuffer.wrap(key).getLong(ID_BYTES);
  }

  private static ByteBuffer of(GroupId group, int more) {
    return ByteBuffer.allocate(ID_BYTES + more).putLong(group.high()).putLong(group.low());
  }
}
