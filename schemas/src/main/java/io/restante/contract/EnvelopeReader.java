package io.restante.contract;

import io.restante.messaging.Envelope;
import io.restante.messaging.ExpiryNotice;
import io.restante.messaging.Message;
import io.restante.messaging.Ticker;
import io.restante.shared.Id16;
import java.nio.ByteBuffer;
import java.time.Instant;

/// Reads the Avro binary of one [Envelope], and nothing else.
///
/// Written by hand because Avro's reader believes the bytes: a length that was never written makes
/// it allocate that much, a body that does not exist an `ArrayIndexOutOfBoundsException`. A test
/// holds it against Avro. Not thread-safe; for one envelope.
final class EnvelopeReader {
  private static final int ID_BYTES = 16;

  private final ByteBuffer in;

  /// Creates a reader.
  ///
  /// @param in the Avro binary; its position moves
  EnvelopeReader(ByteBuffer in) {
    this.in = in;
  }

  /// Reads the envelope, to the last byte.
  ///
  /// @throws ContractException when the bytes are not exactly one envelope
  Envelope read() {
    Envelope envelope = new Envelope(body(Zigzag.read(in)));
    if (in.hasRemaining()) {
      throw new ContractException("envelope: " + in.remaining() + " bytes more (expected: none)");
    }
    return envelope;
  }

  private Object body(long branch) {
    if (branch == 0) {
      return message();
    }
    if (branch == 1) {
      return expiryNotice();
    }
    if (branch == 2) {
      return new Ticker(instant());
    }
    throw new ContractException("envelope body: " + branch + " (expected: 0..2)");
  }

  private Message message() {
    return new Message(id(), id(), device(), Zigzag.read(in), instant(), bytes());
  }

  private ExpiryNotice expiryNotice() {
    return new ExpiryNotice(id(), id(), device(), Zigzag.read(in), instant());
  }

  private Id16 id() {
    return new Id16(take(ID_BYTES));
  }

  private int device() {
    long device = Zigzag.read(in);
    if (device != (int) device) {
      throw new ContractException("envelope device: " + device + " (expected: 32 bits)");
    }
    return (int) device;
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
