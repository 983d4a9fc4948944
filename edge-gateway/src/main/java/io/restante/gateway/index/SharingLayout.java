package io.restante.gateway.index;

import io.restante.contract.DeviceAddress;
import io.restante.contract.Slot;
import io.restante.contract.SlotCodec;
import io.restante.contract.UserId;
import io.restante.gateway.mailbox.DamagedIndexException;
import io.restante.gateway.mailbox.Sharing;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// How a [Sharing] is laid out in the index.
///
/// ```
/// key:   | 16 bytes 0 | 1, or 2 of an orphan | offset, 8 bytes |
/// value: | is noted, 1 byte | slot's length, 1 byte | slot | 17 bytes for each device |
/// ```
///
/// The key begins as those of mailboxes of nobody's devices would: there are none.
final class SharingLayout {
  private static final int DEVICE_BYTES = RocksIndexStore.ADDRESS_BYTES;

  private SharingLayout() {}

  /// @param isOrphan whether only the remainder is left
  static byte[] key(long offset, boolean isOrphan) {
    return ByteBuffer.allocate(RocksIndexStore.ADDRESS_BYTES + Long.BYTES)
        .put(RocksIndexStore.ADDRESS_BYTES - 1, (byte) (isOrphan ? 2 : 1))
        .putLong(RocksIndexStore.ADDRESS_BYTES, offset)
        .array();
  }

  static byte[] encode(Sharing sharing) {
    byte[] slot = SlotCodec.encode(sharing.slot());
    ByteBuffer out = ByteBuffer.allocate(2 + slot.length + sharing.devices().size() * DEVICE_BYTES);
    out.put((byte) (sharing.isNoted() ? 1 : 0)).put((byte) slot.length).put(slot);
    for (DeviceAddress device : sharing.devices()) {
      out.putLong(device.user().high()).putLong(device.user().low()).put((byte) device.device());
    }
    return out.array();
  }

  static Sharing decode(byte[] value) {
    try {
      ByteBuffer in = ByteBuffer.wrap(value);
      boolean isNoted = in.get() != 0;
      int slotBytes = in.get();
      Slot slot = SlotCodec.decode(in.slice(in.position(), slotBytes));
      in.position(in.position() + slotBytes);
      List<DeviceAddress> devices = new ArrayList<>(in.remaining() / DEVICE_BYTES);
      while (in.hasRemaining()) {
        devices.add(new DeviceAddress(new UserId(in.getLong(), in.getLong()), in.get()));
      }
      return new Sharing(slot, isNoted, devices);
    } catch (RuntimeException e) { // whatever the bytes made of it
      throw new DamagedIndexException("index sharing: " + value.length + " bytes", e);
    }
  }
}
