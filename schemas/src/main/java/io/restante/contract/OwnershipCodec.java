package io.restante.contract;

import io.restante.fleet.OwnedPartition;
import io.restante.fleet.Ownership;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/// Reads and writes the records of `gateway.ownership`. Not for the path of messages: a node writes
/// one for each partition that it is given.
public final class OwnershipCodec {
  /// The schema number that is written.
  public static final int SCHEMA = 1;

  private OwnershipCodec() {}

  /// Returns the record key of a partition: bare Avro binary.
  public static byte[] encodeKey(OwnedPartition partition) {
    return avro(partition, new byte[0]);
  }

  /// Returns the record value of a claim: the framing, then Avro binary.
  public static byte[] encode(Ownership claim) {
    ByteBuffer framing = ByteBuffer.allocate(ValueFraming.BYTES);
    ValueFraming.write(framing, SCHEMA);
    return avro(claim, framing.array());
  }

  /// Reads a record key.
  ///
  /// @throws ContractException when the bytes are no partition
  public static OwnedPartition decodeKey(byte[] key) {
    return read(new SpecificDatumReader<>(OwnedPartition.class), ByteBuffer.wrap(key));
  }

  /// Reads a record value, also one of a later schema: what that added stands behind and is left.
  ///
  /// @throws ContractException when the bytes are no claim
  public static Ownership decode(byte[] value) {
    ByteBuffer framed = ByteBuffer.wrap(value);
    int schema = ValueFraming.read(framed);
    if (schema < 1) {
      throw new ContractException("schema number: " + schema + " (expected: 1 or more)");
    }
    return read(new SpecificDatumReader<>(Ownership.class), framed);
  }

  private static <T extends SpecificRecord> byte[] avro(T written, byte[] before) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(before);
      BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
      new SpecificDatumWriter<T>(written.getSchema()).write(written, encoder);
      encoder.flush();
      return out.toByteArray();
    } catch (IOException e) {
      throw new IllegalStateException("writing into memory failed", e);
    }
  }

  private static <T> T read(SpecificDatumReader<T> reader, ByteBuffer in) {
    try {
      byte[] bytes = new byte[in.remaining()];
      in.get(bytes);
      return reader.read(null, DecoderFactory.get().binaryDecoder(bytes, null));
    } catch (IOException | AvroRuntimeException e) {
      throw new ContractException("not a record of gateway.ownership", e);
    }
  }
}
