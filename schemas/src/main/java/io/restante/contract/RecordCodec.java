package io.restante.contract;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;

/// Reads and writes the records of a topic with Avro's own reader and writer: keys as bare Avro
/// binary, values behind their framing. Not for the path of every message. Thread-safe.
///
/// @param topic the topic's name
/// @param fields how many fields a value has by each schema, from number 1 on: a later one only
///   adds fields at the end, each with a default; values are written with the last
/// @param keyType the generated key
/// @param valueType the generated value
record RecordCodec<K extends SpecificRecord, V extends SpecificRecord>(
    String topic, List<Integer> fields, Class<K> keyType, Class<V> valueType) {

  RecordCodec {
    fields = List.copyOf(fields);
  }

  /// Returns the topic with this codec.
  Topic<K, V> asTopic() {
    return new Topic<>(
        topic,
        Serdes.serdeFrom((_, key) -> encodeKey(key), (_, bytes) -> decodeKey(bytes)),
        Serdes.serdeFrom(
            (_, value) -> value == null ? null : encode(value),
            (_, bytes) -> bytes == null ? null : decode(bytes)));
  }

  private byte[] encodeKey(K key) {
    return avro(key, new byte[0]);
  }

  private byte[] encode(V value) {
    ByteBuffer framing = ByteBuffer.allocate(ValueFraming.BYTES);
    ValueFraming.write(framing, fields.size());
    return avro(value, framing.array());
  }

  /// A key has one form: what stands behind it would make it another.
  private K decodeKey(byte[] bytes) {
    BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes, null);
    K key = read(keyType, decoder);
    if (!isEnd(decoder)) {
      throw new ContractException("not a key of " + topic + ": bytes left over");
    }
    return key;
  }

  /// Reads a value, also one of an earlier schema, which ends before what was added and has the
  /// defaults of that, and one of a later: what that added stands behind and is left.
  private V decode(byte[] bytes) {
    ByteBuffer framed = ByteBuffer.wrap(bytes);
    int number = ValueFraming.read(framed);
    if (number < 1) {
      throw new ContractException("schema number: " + number + " (expected: 1 or more)");
    }
    BinaryDecoder in =
        DecoderFactory.get().binaryDecoder(bytes, framed.position(), framed.remaining(), null);
    return number < fields.size() ? readEarlier(number, in) : read(valueType, in);
  }

  private static byte[] avro(SpecificRecord written, byte[] before) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(before);
      BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
      new SpecificDatumWriter<SpecificRecord>(written.getSchema()).write(written, encoder);
      encoder.flush();
      return out.toByteArray();
    } catch (IOException e) {
      throw new IllegalStateException("writing into memory failed", e);
    }
  }

  private V readEarlier(int number, BinaryDecoder decoder) {
    Schema now = SpecificData.get().getSchema(valueType);
    List<Schema.Field> written =
        now.getFields().subList(0, fields.get(number - 1)).stream()
            .map(field -> new Schema.Field(field, field.schema()))
            .toList();
    Schema then = Schema.createRecord(now.getName(), null, now.getNamespace(), false, written);
    return read(new SpecificDatumReader<>(then, now), decoder);
  }

  private <T> T read(Class<T> type, BinaryDecoder decoder) {
    return read(new SpecificDatumReader<>(SpecificData.get().getSchema(type)), decoder);
  }

  private <T> T read(SpecificDatumReader<T> reader, BinaryDecoder decoder) {
    try {
      return reader.read(null, decoder);
    } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException e) {
      throw new ContractException("not a record of " + topic, e);
    }
  }

  private static boolean isEnd(BinaryDecoder decoder) {
    try {
      return decoder.isEnd();
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory failed", e);
    }
  }
}
