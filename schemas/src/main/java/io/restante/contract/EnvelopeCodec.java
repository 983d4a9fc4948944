package io.restante.contract;

import io.restante.messaging.Envelope;
import io.restante.messaging.ExpiryNotice;
import io.restante.messaging.Ticker;
import io.restante.shared.Id16;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;

/// Reads and writes record values of `messaging.envelopes`: [ValueFraming], then the Avro binary of
/// [Envelope].
///
/// Messages are written by hand, because every one passes here, and all is read by hand, because
/// what is damaged must be refused at a bounded cost; the rest goes through Avro. Thread-safe.
public final class EnvelopeCodec {
  /// The number of the schema that this class writes.
  public static final int SCHEMA = 1;

  private static final int LONGEST_VARINT = 10;

  private EnvelopeCodec() {}

  /// Returns the record value of a message's copy for one device.
  ///
  /// @param id the message
  /// @param sender the device that sent it
  /// @param number its place in the conversation, 1 or more
  /// @param receivedAtMs when the gateway read it, milliseconds since 1970 UTC
  /// @param ciphertext what the recipient's device will decrypt; the buffer's position is left
  ///   alone
  public static byte[] encodeMessage(
      MessageId id, DeviceAddress sender, long number, long receivedAtMs, ByteBuffer ciphertext) {
    int length = ciphertext.remaining();
    byte[] value = new byte[ValueFraming.BYTES + 1 + 16 + 16 + 5 + 3 * LONGEST_VARINT + length];
    ByteBuffer out = ByteBuffer.wrap(value);
    ValueFraming.write(out, SCHEMA);
    Zigzag.write(out, 0);
    out.putLong(id.high()).putLong(id.low());
    out.putLong(sender.user().high()).putLong(sender.user().low());
    Zigzag.write(out, sender.device());
    Zigzag.write(out, number);
    Zigzag.write(out, receivedAtMs);
    Zigzag.write(out, length);
    out.put(ciphertext.duplicate());
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
        new Envelope(
            new ExpiryNotice(
                id16(id.high(), id.low()),
                id16(recipient.user().high(), recipient.user().low()),
                recipient.device(),
                number,
                expiredAt)));
  }

  /// Returns the record value of a ticker.
  public static byte[] encodeTicker(Instant tickedAt) {
    return encode(new Envelope(new Ticker(tickedAt)));
  }

  /// Reads a record value. The buffer's position is left alone.
  ///
  /// @throws ContractException when the value is not framed, of an unknown schema, or malformed
  public static Envelope decode(ByteBuffer value) {
    ByteBuffer in = value.duplicate();
    int schema = ValueFraming.read(in);
    if (schema != SCHEMA) {
      throw new ContractException("envelope schema: " + schema + " (expected: " + SCHEMA + ")");
    }
    return new EnvelopeReader(in).read();
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

  private static Id16 id16(long high, long low) {
    return new Id16(ByteBuffer.allocate(16).putLong(high).putLong(low).array());
  }
}
