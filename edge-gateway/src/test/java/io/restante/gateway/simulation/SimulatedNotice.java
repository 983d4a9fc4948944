package io.restante.gateway.simulation;

import io.restante.contract.DeviceAddress;
import io.restante.contract.MessageId;
import io.restante.contract.Slot;
import java.nio.ByteBuffer;

/// What stands in a slot that supersedes itself, in a simulation: the newest number counts.
///
/// @param recipient which device
/// @param place which of its slots
/// @param number 1, 2, 3 and so on
record SimulatedNotice(int recipient, int place, int number) {
  /// How many slots of this kind a device has.
  static final int PLACES = 2;

  private static final int BYTES = 13;

  ByteBuffer encode() {
    return ByteBuffer.allocate(BYTES)
        .putInt(recipient)
        .putInt(place)
        .putInt(number)
        .put((byte) 0)
        .flip();
  }

  static boolean isNotice(ByteBuffer value) {
    return value.remaining() == BYTES;
  }

  static SimulatedNotice decode(ByteBuffer value) {
    return new SimulatedNotice(value.getInt(0), value.getInt(4), value.getInt(8));
  }

  Slot slot(DeviceAddress address) {
    return place == 0
        ? Slot.ofKeysLow(address)
        : Slot.ofExpiryNotice(address, new MessageId(8, place), 0);
  }
}
