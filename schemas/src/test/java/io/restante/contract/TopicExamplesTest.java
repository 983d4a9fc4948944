package io.restante.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.io.JsonEncoder;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The examples of every topic, in Avro's JSON: what is `ok` goes through every form and comes
/// back, what is `bad` is refused.
class TopicExamplesTest {
  static List<Path> ok() {
    return examples("ok.");
  }

  /// Envelopes have their own reader, and their own test of it.
  static List<Path> okButEnvelopes() {
    return ok().stream().filter(example -> !topic(example).equals(Topics.ENVELOPES)).toList();
  }

  static List<Path> bad() {
    return examples("bad.");
  }

  @ParameterizedTest
  @MethodSource("ok")
  void aGoodExampleComesBackFromJsonAndFromBinary(Path example) throws IOException {
    GenericRecord value = fromJson(example, Files.readString(example));
    assertThat(fromJson(example, json(value))).isEqualTo(value);
    Decoder binary = DecoderFactory.get().binaryDecoder(binary(value), null);
    assertThat(new GenericDatumReader<GenericRecord>(schema(example)).read(null, binary))
        .isEqualTo(value);
  }

  @ParameterizedTest
  @MethodSource("ok")
  void aGoodExampleComesBackFromTheTopic(Path example) throws IOException {
    byte[] record =
        framed(currentVersion(example), binary(fromJson(example, Files.readString(example))));

    assertThat(readAndWritten(topic(example), record)).isEqualTo(record);
  }

  @ParameterizedTest
  @MethodSource("okButEnvelopes")
  void whatAnEarlierVersionHeldIsReadFromTheTopic(Path example) throws IOException {
    GenericRecord value = fromJson(example, Files.readString(example));
    for (int version = 1; version < currentVersion(example); version++) {
      Path written = example.resolveSibling("../history/value." + version + ".avsc").normalize();
      Schema then = SchemaFiles.parse(written).getFirst();
      byte[] avro = binary(then, value);
      Decoder binary = DecoderFactory.get().binaryDecoder(avro, null);
      GenericRecord now =
          new GenericDatumReader<GenericRecord>(then, schema(example)).read(null, binary);

      assertThat(readAndWritten(topic(example), framed(version, avro)))
          .isEqualTo(framed(currentVersion(example), binary(now)));
    }
  }

  @ParameterizedTest
  @MethodSource("bad")
  void aBadExampleIsRefused(Path example) throws IOException {
    String json = Files.readString(example);
    assertThatThrownBy(() -> fromJson(example, json))
        .isInstanceOfAny(IOException.class, AvroRuntimeException.class);
  }

  private static List<Path> examples(String prefix) {
    List<Path> examples =
        SchemaFiles.topicFolders().stream()
            .flatMap(topic -> SchemaFiles.list(topic.resolve("examples")).stream())
            .filter(file -> file.getFileName().toString().startsWith(prefix))
            .toList();
    assertThat(examples).as("examples %s", prefix).isNotEmpty();
    return examples;
  }

  private static byte[] framed(int version, byte[] avro) {
    byte[] record = new byte[ValueFraming.BYTES + avro.length];
    ValueFraming.write(ByteBuffer.wrap(record), version);
    System.arraycopy(avro, 0, record, ValueFraming.BYTES, avro.length);
    return record;
  }

  private static <V> byte[] readAndWritten(Topic<?, V> topic, byte[] value) {
    try (Deserializer<V> reader = topic.values().deserializer();
        Serializer<V> writer = topic.values().serializer()) {
      return writer.serialize(topic.name(), reader.deserialize(topic.name(), value));
    }
  }

  private static Topic<?, ?> topic(Path example) {
    String name = example.getName(example.getNameCount() - 3).toString();
    return Topics.all().stream()
        .filter(topic -> topic.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static int currentVersion(Path example) {
    return SchemaFiles.history(example.resolveSibling("..").normalize(), "value").size();
  }

  private static Schema schema(Path example) {
    return SchemaFiles.parse(example.resolveSibling("../value.avsc").normalize()).getFirst();
  }

  private static GenericRecord fromJson(Path example, String json) throws IOException {
    Schema schema = schema(example);
    return new GenericDatumReader<GenericRecord>(schema)
        .read(null, DecoderFactory.get().jsonDecoder(schema, json));
  }

  private static String json(GenericRecord value) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    JsonEncoder encoder = EncoderFactory.get().jsonEncoder(value.getSchema(), out);
    new GenericDatumWriter<GenericRecord>(value.getSchema()).write(value, encoder);
    encoder.flush();
    return out.toString(StandardCharsets.UTF_8);
  }

  private static byte[] binary(GenericRecord value) throws IOException {
    return binary(value.getSchema(), value);
  }

  private static byte[] binary(Schema schema, GenericRecord value) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new GenericDatumWriter<GenericRecord>(schema).write(value, encoder);
    encoder.flush();
    return out.toByteArray();
  }
}
