package io.restante.contract;

import io.restante.messaging.DevicesChanged;
import io.restante.messaging.Envelope;
import io.restante.messaging.ExpiryNotice;
import io.restante.messaging.GroupChanged;
import io.restante.messaging.GroupMessage;
import io.restante.messaging.GroupRefusalReason;
import io.restante.messaging.GroupRefused;
import io.restante.messaging.KeysLow;
import io.restante.messaging.ListedDevice;
import io.restante.messaging.MemberReceipt;
import io.restante.messaging.MemberReceipts;
import io.restante.messaging.Message;
import io.restante.messaging.Receipt;
import io.restante.messaging.ReceiptStep;
import io.restante.messaging.Remainder;
import io.restante.messaging.RemainingDevice;
import io.restante.messaging.Ticker;
import io.restante.shared.Id16;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads the Avro binary of one [Envelope], and nothing else.
///
/// Written by hand because Avro's reader believes the bytes: a length that was never written makes
/// it allocate that much, a body that does not exist an `ArrayIndexOutOfBoundsException`. A test
/// holds it against Avro. Not thread-safe; for one envelope.
final class EnvelopeReader {
  private static final int ID_BYTES = 16;
  private static final int STEPS_MAX = 16;

  private static final int REMAINING_BYTES = ID_BYTES + 1;

  private final ByteBuffer in;
  private final int schema;
  private int fieldsSet;

  /// Creates a reader.
  ///
  /// @param in the Avro binary; its position moves
  /// @param schema the version it was written with, 1 or more
  EnvelopeReader(ByteBuffer in, int schema) {
    this.in = in;
    this.schema = schema;
  }

  /// Reads the envelope, to the last byte.
  ///
  /// @throws ContractException when the bytes are not exactly one envelope
  Envelope read() {
    Envelope envelope = readKnown();
    if (in.hasRemaining()) {
      throw new ContractException("envelope: " + in.remaining() + " bytes more (expected: none)");
    }
    if (EnvelopeCodec.body(envelope).isEmpty()) {
      throw new ContractException("envelope: no field set (expected: 1)");
    }
    return envelope;
  }

  /// Reads the fields that this version knows and leaves the rest of the bytes alone.
  ///
  /// @throws ContractException when the bytes are malformed, or more than one field is set
  Envelope readKnown() {
    Envelope envelope =
        new Envelope(
            optional(this::message),
            optional(this::expiryNotice),
            optional(() -> new Ticker(instant())),
            optional(this::devicesChanged),
            optional(this::keysLow),
            since(2, this::groupMessage),
            since(2, this::groupChanged),
            since(2, this::groupRefused),
            since(2, this::remainder),
            since(3, this::receipt),
            since(3, this::memberReceipts));
    if (fieldsSet > 1) {
      throw new ContractException("envelope: " + fieldsSet + " fields set (expected: 1)");
    }
    return envelope;
  }

  private <T> @Nullable T since(int version, Supplier<T> field) {
    return schema < version ? null : optional(field);
  }

  private <T> @Nullable T optional(Supplier<T> field) {
    long branch = Zigzag.read(in);
    if (branch == 0) {
      return null;
    }
    if (branch != 1) {
      throw new ContractException("envelope field: branch " + branch + " (expected: 0..1)");
    }
    fieldsSet++;
    return field.get();
  }

  private Message message() {
    return new Message(id(), id(), int32(), Zigzag.read(in), instant(), Zigzag.read(in), bytes());
  }

  private ExpiryNotice expiryNotice() {
    return new ExpiryNotice(id(), id(), int32(), Zigzag.read(in), instant());
  }

  private DevicesChanged devicesChanged() {
    return new DevicesChanged(id(), Zigzag.read(in), devices());
  }

  private KeysLow keysLow() {
    return new KeysLow(int32(), int32());
  }

  private GroupMessage groupMessage() {
    return new GroupMessage(
        id(), id(), id(), int32(), Zigzag.read(in), Zigzag.read(in), instant(), bytes());
  }

  private GroupChanged groupChanged() {
    return new GroupChanged(id(), Zigzag.read(in));
  }

  private GroupRefused groupRefused() {
    return new GroupRefused(id(), id(), Zigzag.read(in), Zigzag.read(in), reason());
  }

  /// Reads a reason; one of a later version is the one that stands for all of them.
  private GroupRefusalReason reason() {
    long position = Zigzag.read(in);
    if (position < 0) {
      throw new ContractException("envelope reason: " + position + " (expected: 0 or more)");
    }
    GroupRefusalReason[] known = GroupRefusalReason.values();
    return position < known.length ? known[(int) position] : GroupRefusalReason.NOT_A_MEMBER;
  }

  private Remainder remainder() {
    long of = Zigzag.read(in);
    long count = Zigzag.read(in);
    if (count < 1 || count > in.remaining() / REMAINING_BYTES) {
      throw new ContractException("envelope devices: " + count + " (expected: as many as follow)");
    }
    List<RemainingDevice> devices = new ArrayList<>((int) count);
    for (int i = 0; i < count; i++) {
      devices.add(new RemainingDevice(id(), int32()));
    }
    requireEnd();
    return new Remainder(of, devices);
  }

  private Receipt receipt() {
    Id16 peer = id();
    boolean isGroup = bool();
    int count = count("steps", STEPS_MAX, 3);
    List<ReceiptStep> steps = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      steps.add(new ReceiptStep(Zigzag.read(in), int32(), int32()));
    }
    requireEnd();
    return new Receipt(peer, isGroup, steps);
  }

  private MemberReceipts memberReceipts() {
    Id16 group = id();
    int count = count("members", ReceiptCodec.WATERMARKS_MAX, ID_BYTES + 2);
    List<MemberReceipt> members = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      members.add(new MemberReceipt(id(), Zigzag.read(in), Zigzag.read(in)));
    }
    requireEnd();
    return new MemberReceipts(group, members);
  }

  /// Reads how many items follow in the one block that there is, 1 or more.
  ///
  /// @param least how many bytes the smallest item has
  private int count(String what, int most, int least) {
    long count = Zigzag.read(in);
    if (count < 1 || count > most || count > in.remaining() / least) {
      throw new ContractException(
          "envelope " + what + ": " + count + " (expected: 1.." + most + ", as many as follow)");
    }
    return (int) count;
  }

  private boolean bool() {
    int value = in.hasRemaining() ? in.get() : -1;
    if (value != 0 && value != 1) {
      throw new ContractException("envelope field: " + value + " (expected: 0..1)");
    }
    return value == 1;
  }

  /// Reads an array in the one form that is written here: a block with all devices, then an empty
  /// one.
  private List<ListedDevice> devices() {
    long count = Zigzag.read(in);
    if (count < 0 || count > DeviceAddress.DEVICE_MAX) {
      throw new ContractException("envelope devices: " + count + " (expected: 0..127)");
    }
    List<ListedDevice> devices = new ArrayList<>((int) count);
    for (int i = 0; i < count; i++) {
      devices.add(new ListedDevice(int32(), int32()));
    }
    if (count > 0) {
      requireEnd();
    }
    return devices;
  }

  private void requireEnd() {
    if (Zigzag.read(in) != 0) {
      throw new ContractException("envelope array: another block (expected: none)");
    }
  }

  private Id16 id() {
    return new Id16(take(ID_BYTES));
  }

  private int int32() {
    long number = Zigzag.read(in);
    if (number != (int) number) {
      throw new ContractException("envelope field: " + number + " (expected: 32 bits)");
    }
    return (int) number;
  }

  private Instant instant() {
    return Instant.ofEpochMilli(Zigzag.read(in));
  }

  private ByteBuffer bytes() {
    return ByteBuffer.wrap(take(Zigzag.read(in)));
  }

  private byte[] take(long length) {
    if (length < 0 || length > in.remaining()) {
      throw new ContractException(
          "envelope field: " + length + " bytes (expected: 0.." + in.remaining() + ")");
    }
    byte[] bytes = new byte[(int) length];
    in.get(bytes);
    return bytes;
  }
}
