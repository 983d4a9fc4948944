package io.restante.contract;

import io.restante.messaging.DevicesChanged;
import io.restante.messaging.Envelope;
import io.restante.messaging.ExpiryNotice;
import io.restante.messaging.GroupChanged;
import io.restante.messaging.GroupEnvelope;
import io.restante.messaging.GroupMessage;
import io.restante.messaging.GroupRefusalReason;
import io.restante.messaging.GroupRefused;
import io.restante.messaging.KeysLow;
import io.restante.messaging.ListedDevice;
import io.restante.messaging.MemberReceipt;
import io.restante.messaging.MemberReceipts;
import io.restante.messaging.Receipt;
import io.restante.messaging.ReceiptStep;
import io.restante.messaging.Remainder;
import io.restante.messaging.RemainingDevice;
import io.restante.messaging.Ticker;
import io.restante.shared.Id16;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/// Reads and writes record values of `messaging.envelopes`: [ValueFraming], then the Avro binary of
/// [Envelope].
///
/// Messages are written by hand, because every one passes here, and all is read by hand, because
/// what is damaged must be refused at a bounded cost; the rest goes through Avro. Thread-safe.
public final class EnvelopeCodec {
  /// The number of the schema that this class writes.
  public static final int SCHEMA = 3;

  private static final int LONGEST_VARINT = 10;

  /// The fields of [Envelope] after the message, each a branch number that says "null".
  private static final byte[] AFTER_MESSAGE = new byte[10];

  private EnvelopeCodec() {}

  /// Returns the record value of a message's copy for one device.
  ///
  /// @param id the message
  /// @param sender the device that sent it
  /// @param number its place in the conversation, 1 or more
  /// @param receivedAtMs when the gateway read it, milliseconds since 1970 UTC
  /// @param deviceListRevision the revision of the recipient's device list that the sender knew
  /// @param ciphertext what the recipient's device will decrypt; the buffer's position is left
  ///   alone
  public static byte[] encodeMessage(
      MessageId id,
      DeviceAddress sender,
      long number,
      long receivedAtMs,
      long deviceListRevision,
      ByteBuffer ciphertext) {
    int length = ciphertext.remaining();
    byte[] value =
        new byte
            [ValueFraming.BYTES
                + 1
                + 16
                + 16
                + 5
                + 4 * LONGEST_VARINT
                + length
                + AFTER_MESSAGE.length];
    ByteBuffer out = ByteBuffer.wrap(value);
    ValueFraming.write(out, SCHEMA);
    Zigzag.write(out, 1);
    out.putLong(id.high()).putLong(id.low());
    out.putLong(sender.user().high()).putLong(sender.user().low());
    Zigzag.write(out, sender.device());
    Zigzag.write(out, number);
    Zigzag.write(out, receivedAtMs);
    Zigzag.write(out, deviceListRevision);
    Zigzag.write(out, length);
    out.put(ciphertext.duplicate()).put(AFTER_MESSAGE);
    return Arrays.copyOf(value, out.position());
  }

  /// Returns the record value that tells a sender of an expired message.
  ///
  /// @param id the message
  /// @param recipient the device that never collected it
  /// @param number the message's place in its conversation
  /// @param expiredAt when the home node gave up
  public static byte[] encodeExpiryNotice(
      MessageId id, DeviceAddress recipient, long number, Instant expiredAt) {
    return encode(
        Envelope.newBuilder()
            .setExpiryNotice(
                new ExpiryNotice(
                    id16(id.high(), id.low()),
                    id16(recipient.user()),
                    recipient.device(),
                    number,
                    expiredAt))
            .build());
  }

  /// Returns the record value of a ticker.
  public static byte[] encodeTicker(Instant tickedAt) {
    return encode(Envelope.newBuilder().setTicker(new Ticker(tickedAt)).build());
  }

  /// Returns the record value that tells a sender which devices a user has.
  ///
  /// @param user the user it wrote to
  /// @param revision the revision of the list; 0 when there is no such user
  /// @param devices all devices of the user
  public static byte[] encodeDevicesChanged(
      UserId user, long revision, List<ListedDevice> devices) {
    return encode(
        Envelope.newBuilder()
            .setDevicesChanged(new DevicesChanged(id16(user), revision, devices))
            .build());
  }

  /// Returns the record value that tells a device how few one-time keys it has left.
  public static byte[] encodeKeysLow(int preKeys, int kyberPreKeys) {
    return encode(Envelope.newBuilder().setKeysLow(new KeysLow(preKeys, kyberPreKeys)).build());
  }

  /// Returns the record value of a message for a group's members.
  ///
  /// @param taken the message as the sender's gateway took it in
  public static byte[] encodeGroupMessage(GroupId group, GroupEnvelope taken) {
    return encode(
        Envelope.newBuilder()
            .setGroupMessage(
                new GroupMessage(
                    taken.getId(),
                    id16(group.high(), group.low()),
                    taken.getSender(),
                    taken.getSenderDevice(),
                    taken.getNumber(),
                    taken.getRevision(),
                    taken.getReceivedAt(),
                    taken.getCiphertext()))
            .build());
  }

  /// Returns the record value that says that a group is another than it was.
  ///
  /// @param revision the group's revision now; 0 when it is gone
  public static byte[] encodeGroupChanged(GroupId group, long revision) {
    return encode(
        Envelope.newBuilder()
            .setGroupChanged(new GroupChanged(id16(group.high(), group.low()), revision))
            .build());
  }

  /// Returns the record value that tells a sending device that its message went to nobody.
  ///
  /// @param refused the message as the sender's gateway took it in
  public static byte[] encodeGroupRefused(
      GroupId group, GroupEnvelope refused, GroupRefusalReason reason) {
    return encode(
        Envelope.newBuilder()
            .setGroupRefused(
                new GroupRefused(
                    id16(group.high(), group.low()),
                    refused.getId(),
                    refused.getNumber(),
                    refused.getRevision(),
                    reason))
            .build());
  }

  /// Returns the record value that says who has yet to store a shared record.
  ///
  /// @param of the shared record's offset
  /// @param devices who has not stored it, 1 or more
  public static byte[] encodeRemainder(long of, Collection<DeviceAddress> devices) {
    List<RemainingDevice> remaining =
        devices.stream().map(it -> new RemainingDevice(id16(it.user()), it.device())).toList();
    return encode(Envelope.newBuilder().setRemainder(new Remainder(of, remaining)).build());
  }

  /// Returns the record value that tells a sending device how far a conversation has come.
  ///
  /// @param steps the highest number first, 1 to 16
  public static byte[] encodeReceipt(Conversation conversation, List<ReceiptStep> steps) {
    Id16 peer = id16(conversation.peerHigh(), conversation.peerLow());
    return encode(
        Envelope.newBuilder().setReceipt(new Receipt(peer, conversation.isGroup(), steps)).build());
  }

  /// Returns the record value that tells a sending device how far each member of a group has come.
  ///
  /// @param members 1 to [ReceiptCodec#WATERMARKS_MAX], each with what was delivered
  public static byte[] encodeMemberReceipts(GroupId group, List<ReceiptEvent.Watermark> members) {
    List<MemberReceipt> receipts =
        members.stream()
            .map(it -> new MemberReceipt(id16(it.user()), it.delivered(), it.read()))
            .toList();
    return encode(
        Envelope.newBuilder()
            .setMemberReceipts(new MemberReceipts(id16(group.high(), group.low()), receipts))
            .build());
  }

  /// Returns what an envelope holds: its one field that is set. Empty when that is a field of a
  /// later version.
  public static Optional<SpecificRecord> body(Envelope envelope) {
    return Stream.<@Nullable SpecificRecord>of(
            envelope.getMessage(),
            envelope.getExpiryNotice(),
            envelope.getTicker(),
            envelope.getDevicesChanged(),
            envelope.getKeysLow(),
            envelope.getGroupMessage(),
            envelope.getGroupChanged(),
            envelope.getGroupRefused(),
            envelope.getRemainder(),
            envelope.getReceipt(),
            envelope.getMemberReceipts())
        .<SpecificRecord>mapMulti(
            (field, found) -> {
              if (field != null) {
                found.accept(field);
              }
            })
        .findFirst();
  }

  /// Reads a record value. The buffer's position is left alone.
  ///
  /// Of an earlier version than [#SCHEMA], what that had is read; of a later one, what this version
  /// knows, and the rest is ignored.
  ///
  /// @throws ContractException when the value is not framed, of a version that never was, or
  ///   malformed
  public static Envelope decode(ByteBuffer value) {
    ByteBuffer in = value.duplicate();
    int schema = ValueFraming.read(in);
    if (schema < 1) {
      throw new ContractException("envelope schema: " + schema + " (expected: 1 or more)");
    }
    EnvelopeReader reader = new EnvelopeReader(in, schema);
    return schema <= SCHEMA ? reader.read() : reader.readKnown();
  }

  /// Returns the record value of any envelope.
  public static byte[] encode(Envelope envelope) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(ByteBuffer.allocate(ValueFraming.BYTES).put((byte) 0).putInt(SCHEMA).array());
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    try {
      new SpecificDatumWriter<>(Envelope.class).write(envelope, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
    return out.toByteArray();
  }

  private static Id16 id16(UserId user) {
    return id16(user.high(), user.low());
  }

  private static Id16 id16(long high, long low) {
    return new Id16(ByteBuffer.allocate(16).putLong(high).putLong(low).array());
  }
}
