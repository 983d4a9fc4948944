package io.restante.contract;

import io.restante.messaging.EnvelopeKind;
import java.nio.ByteBuffer;

/// Reads and writes [Slot] as the bare Avro binary of `io.restante.messaging.EnvelopeSlot`.
///
/// Written by hand because it stands on the path of every record; a test holds it against Avro.
///
/// ```
///  0        16          16+n            17+n        33+n
///  | user   | device    | kind          | id        |
///  | fixed  | zigzag, n | zigzag, 1     | fixed     |      n is 1 up to device 63, else 2
/// ```
public final class SlotCodec {
  private static final EnvelopeKind[] KINDS = {
    EnvelopeKind.MESSAGE, EnvelopeKind.EXPIRY_NOTICE, EnvelopeKind.TICKER
  };
  private static final int LONGEST = 16 + 2 + 1 + 16;

  private SlotCodec() {}

  /// Returns the record key of a slot.
  public static byte[] encode(Slot slot) {
    int device = slot.address().device() << 1;
    byte[] key = new byte[device < 0x80 ? LONGEST - 1 : LONGEST];
    ByteBuffer out = ByteBuffer.wrap(key);
    UserId user = slot.address().user();
    out.putLong(user.high()).putLong(user.low());
    if (device < 0x80) {
      out.put((byte) device);
    } else {
      out.put((byte) (device | 0x80)).put((byte) (device >>> 7));
    }
    out.put((byte) (position(slot.kind()) << 1));
    out.putLong(slot.idHigh()).putLong(slot.idLow());
    return key;
  }

  /// Reads a record key. The buffer's position is left alone.
  ///
  /// @throws ContractException when the bytes are no slot
  public static Slot decode(ByteBuffer key) {
    int at = key.position();
    int length = key.remaining();
    if (length != LONGEST && length != LONGEST - 1) {
      throw new ContractException("slot: " + length + " bytes (expected: 34 or 35)");
    }
    UserId user = new UserId(key.getLong(at), key.getLong(at + 8));
    at += 16;
    int device = key.get(at++) & 0xFF;
    if (length == LONGEST) {
      device = (device & 0x7F) | ((key.get(at++) & 0xFF) << 7);
    }
    int kind = (key.get(at++) & 0xFF) >>> 1;
    if (kind >= KINDS.length) {
      throw new ContractException(
          "slot kind: " + kind + " (expected: 0.." + (KINDS.length - 1) + ")");
    }
    if ((device & 1) == 1 || device >>> 1 > DeviceAddress.DEVICE_MAX) {
      throw new ContractException("slot device: zigzag " + device + " (expected: even, 0..254)");
    }
    DeviceAddress address = new DeviceAddress(user, device >>> 1);
    return new Slot(address, KINDS[kind], key.getLong(at), key.getLong(at + 8));
  }

  private static int position(EnvelopeKind kind) {
    return switch (kind) {
      case MESSAGE -> 0;
      case EXPIRY_NOTICE -> 1;
      case TICKER -> 2;
    };
  }
}
