package io.restante.contract;

import io.restante.contract.ReceiptEvent.Asked;
import io.restante.contract.ReceiptEvent.Raised;
import io.restante.contract.ReceiptEvent.Unknown;
import io.restante.contract.ReceiptEvent.Watermark;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Reads and writes the records of `messaging.receipts`: keys as bare Avro binary, values behind
/// [ValueFraming]. Written by hand, as in [SlotCodec]; a test holds it against Avro. Thread-safe.
public final class ReceiptCodec {
  /// How many users one record may name.
  public static final int WATERMARKS_MAX = 1_024;

  private static final int SCHEMA = 1;
  private static final int KEY_BYTES_MAX = 16 + 2 + 16 + 1;
  private static final int WATERMARK_BYTES_MAX = 16 + 10 + 10;
  private static final int WATERMARK_BYTES_MIN = 16 + 1 + 1;

  private ReceiptCodec() {}

  /// Returns the record key of a conversation.
  public static byte[] encodeKey(Conversation conversation) {
    ByteBuffer out = ByteBuffer.allocate(KEY_BYTES_MAX);
    DeviceAddress sender = conversation.sender();
    out.putLong(sender.user().high()).putLong(sender.user().low());
    Zigzag.write(out, sender.device());
    out.putLong(conversation.peerHigh()).putLong(conversation.peerLow());
    out.put((byte) (conversation.isGroup() ? 1 : 0));
    return written(out);
  }

  /// Reads a record key. The buffer's position is left alone.
  ///
  /// @throws ContractException when the bytes are no conversation
  public static Conversation decodeKey(ByteBuffer key) {
    ByteBuffer in = key.duplicate();
    require(in.remaining() >= KEY_BYTES_MAX - 1, "conversation bytes", in.remaining(), "34 or 35");
    UserId user = new UserId(in.getLong(), in.getLong());
    long device = Zigzag.read(in);
    require(device >= 1 && device <= DeviceAddress.DEVICE_MAX, "device", device, "1..127");
    require(in.remaining() == 17, "conversation bytes left", in.remaining(), "17");
    long high = in.getLong();
    long low = in.getLong();
    int isGroup = in.get();
    require(isGroup == 0 || isGroup == 1, "conversation with a group", isGroup, "0..1");
    return new Conversation(new DeviceAddress(user, (int) device), high, low, isGroup == 1);
  }

  /// Returns the record value of an event.
  ///
  /// @throws ContractException when it can't be written: too many watermarks, none, or a later
  ///   version's event
  public static byte[] encode(ReceiptEvent event) {
    return switch (event) {
      case Raised(var watermarks) -> raised(watermarks);
      case Asked(var at) -> asked(at);
      case Unknown() -> throw new ContractException("an event of a later version");
    };
  }

  private static byte[] raised(List<Watermark> watermarks) {
    int count = watermarks.size();
    require(count >= 1 && count <= WATERMARKS_MAX, "watermarks", count, "1..1024");
    ByteBuffer out = ByteBuffer.allocate(ValueFraming.BYTES + 16 + count * WATERMARK_BYTES_MAX);
    ValueFraming.write(out, SCHEMA);
    Zigzag.write(out, 1);
    Zigzag.write(out, count);
    for (Watermark watermark : watermarks) {
      out.putLong(watermark.user().high()).putLong(watermark.user().low());
      Zigzag.write(out, watermark.delivered());
      Zigzag.write(out, watermark.read());
    }
    Zigzag.write(out, 0); // no other block
    Zigzag.write(out, 0); // asked
    return written(out);
  }

  private static byte[] asked(Instant at) {
    ByteBuffer out = ByteBuffer.allocate(ValueFraming.BYTES + 16);
    ValueFraming.write(out, SCHEMA);
    Zigzag.write(out, 0); // raised
    Zigzag.write(out, 1);
    Zigzag.write(out, at.toEpochMilli());
    return written(out);
  }

  /// Reads a record value; of a later version, what this one knows. The buffer's position is left
  /// alone.
  ///
  /// @throws ContractException when it is malformed
  public static ReceiptEvent decode(ByteBuffer value) {
    ByteBuffer in = value.duplicate();
    int schema = ValueFraming.read(in);
    require(schema >= 1, "receipt schema", schema, "1 or more");
    List<Watermark> watermarks = isSet(in) ? watermarks(in) : List.of();
    boolean isAsked = isSet(in);
    Instant at = isAsked ? Instant.ofEpochMilli(Zigzag.read(in)) : Instant.EPOCH;
    require(watermarks.isEmpty() || !isAsked, "receipt fields set", 2, "1");
    if (schema == SCHEMA) {
      require(!in.hasRemaining(), "receipt bytes left over", in.remaining(), "none");
      require(isAsked || !watermarks.isEmpty(), "receipt fields set", 0, "1");
    }
    if (isAsked) {
      return new Asked(at);
    }
    return watermarks.isEmpty() ? new Unknown() : new Raised(watermarks);
  }

  private static boolean isSet(ByteBuffer in) {
    long branch = Zigzag.read(in);
    require(branch == 0 || branch == 1, "receipt field: branch", branch, "0..1");
    return branch == 1;
  }

  private static List<Watermark> watermarks(ByteBuffer in) {
    long count = Zigzag.read(in);
    boolean isCount = count >= 1 && count <= WATERMARKS_MAX;
    require(
        isCount && count <= in.remaining() / WATERMARK_BYTES_MIN, "watermarks", count, "1..1024");
    List<Watermark> watermarks = new ArrayList<>((int) count);
    for (int i = 0; i < count; i++) {
      require(in.remaining() > 16, "receipt bytes", in.remaining(), "17 or more");
      UserId user = new UserId(in.getLong(), in.getLong());
      watermarks.add(new Watermark(user, number(in), number(in)));
    }
    require(Zigzag.read(in) == 0, "watermarks in another block", 1, "none");
    return watermarks;
  }

  private static long number(ByteBuffer in) {
    long number = Zigzag.read(in);
    require(number >= 0, "watermark", number, "0 or more");
    return number;
  }

  private static byte[] written(ByteBuffer out) {
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    return bytes;
  }

  private static void require(boolean holds, String what, long found, String expected) {
    if (!holds) {
      throw new ContractException(what + ": " + found + " (expected: " + expected + ")");
    }
  }
}
