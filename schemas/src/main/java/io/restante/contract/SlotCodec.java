package io.restante.contract;

import io.restante.messaging.EnvelopeKind;
import java.nio.ByteBuffer;

/// Reads and writes [Slot] as the bare Avro binary of `io.restante.messaging.EnvelopeSlot`.
///
/// Written by hand because it stands on the path of every record; a test holds it against Avro.
/// Only the shortest form of a number is read, so that every slot has one key: compaction compares
/// bytes.
///
/// ```
///  0        16        16+n      17+n    33+n
///  | user   | device  | kind    | id    | attempt |
///  | fixed  | zigzag  | zigzag  | fixed | zigzag  |      n is 1 up to device 63, else 2
/// ```
public final class SlotCodec {
  private static final EnvelopeKind[] KINDS = {
    EnvelopeKind.MESSAGE,
    EnvelopeKind.EXPIRY_NOTICE,
    EnvelopeKind.TICKER,
    EnvelopeKind.DEVICES_CHANGED,
    EnvelopeKind.KEYS_LOW,
    EnvelopeKind.GROUP_MESSAGE,
    EnvelopeKind.GROUP_CHANGED,
    EnvelopeKind.GROUP_REFUSED,
    EnvelopeKind.REMAINDER,
    EnvelopeKind.RECEIPT,
    EnvelopeKind.MEMBER_RECEIPTS
  };
  private static final int FIXED = 16 + 1 + 16;

  private SlotCodec() {}

  /// Returns the record key of a slot.
  public static byte[] encode(Slot slot) {
    int device = slot.address().device();
    int length = FIXED + Zigzag.length(device) + Zigzag.length(slot.attempt());
    ByteBuffer out = ByteBuffer.allocate(length);
    UserId user = slot.address().user();
    out.putLong(user.high()).putLong(user.low());
    Zigzag.write(out, device);
    Zigzag.write(out, position(slot.kind()));
    out.putLong(slot.idHigh()).putLong(slot.idLow());
    Zigzag.write(out, slot.attempt());
    return out.array();
  }

  /// Reads a record key. The buffer's position is left alone.
  ///
  /// @throws ContractException when the bytes are no slot
  public static Slot decode(ByteBuffer key) {
    ByteBuffer in = key.duplicate();
    require(in.remaining() >= FIXED + 2, "slot bytes", in.remaining(), "35 or more");
    UserId user = new UserId(in.getLong(), in.getLong());
    long device = Zigzag.read(in);
    require(device >= 0 && device <= DeviceAddress.DEVICE_MAX, "slot device", device, "0..127");
    long kind = Zigzag.read(in);
    require(kind >= 0 && kind < KINDS.length, "slot kind", kind, "0.." + (KINDS.length - 1));
    require(in.remaining() > 16, "slot bytes after the kind", in.remaining(), "17 or more");
    long idHigh = in.getLong();
    long idLow = in.getLong();
    long attempt = Zigzag.read(in);
    require(attempt == (int) attempt, "slot attempt", attempt, "32 bits");
    require(!in.hasRemaining(), "slot bytes left over", in.remaining(), "none");
    int shortest = FIXED + Zigzag.length(device) + Zigzag.length(attempt);
    require(key.remaining() == shortest, "slot bytes", key.remaining(), "" + shortest);
    DeviceAddress address = new DeviceAddress(user, (int) device);
    return new Slot(address, KINDS[(int) kind], idHigh, idLow, (int) attempt);
  }

  private static void require(boolean holds, String what, long found, String expected) {
    if (!holds) {
      throw new ContractException(what + ": " + found + " (expected: " + expected + ")");
    }
  }

  private static int position(EnvelopeKind kind) {
    return switch (kind) {
      case MESSAGE -> 0;
      case EXPIRY_NOTICE -> 1;
      case TICKER -> 2;
      case DEVICES_CHANGED -> 3;
      case KEYS_LOW -> 4;
      case GROUP_MESSAGE -> 5;
      case GROUP_CHANGED -> 6;
      case GROUP_REFUSED -> 7;
      case REMAINDER -> 8;
      case RECEIPT -> 9;
      case MEMBER_RECEIPTS -> 10;
    };
  }
}
