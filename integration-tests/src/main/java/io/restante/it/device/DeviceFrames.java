package io.restante.it.device;

import io.restante.messaging.Envelope;
import io.restante.messaging.Signal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
import org.jspecify.annotations.Nullable;

/// Frames as bytes and back, through Avro and the schema files themselves. Owned by one thread:
/// coders and their buffers are used again.
public final class DeviceFrames {
  private static final int FRAMING_BYTES = 5;

  /// The newest version of an envelope that this device was written for.
  private static final int ENVELOPE_SCHEMA = 3;

  private static final int SIGNAL_SCHEMA = 2;

  private static final Schema CLIENT = union("client-frames");
  private static final Schema SERVER = union("server-frames");

  private final SpecificDatumWriter<Object> clientWriter = new SpecificDatumWriter<>(CLIENT);
  private final SpecificDatumWriter<Object> serverWriter = new SpecificDatumWriter<>(SERVER);
  private final SpecificDatumReader<Object> clientReader = new SpecificDatumReader<>(CLIENT);
  private final SpecificDatumReader<Object> serverReader = new SpecificDatumReader<>(SERVER);
  private final SpecificDatumReader<Envelope> envelopeReader =
      new SpecificDatumReader<>(Envelope.class);
  private final List<SpecificDatumReader<Envelope>> oldEnvelopeReaders =
      List.of(earlier("history/value.1"), earlier("history/value.2"));
  private final SpecificDatumReader<Signal> signalReader = new SpecificDatumReader<>(Signal.class);
  private final SpecificDatumReader<Signal> oldSignalReader =
      new SpecificDatumReader<>(
          schema("messaging.signals/history/value.1"),
          new Signal().getSchema(),
          SpecificData.get());
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);
  private @Nullable BinaryEncoder encoder;
  private @Nullable BinaryDecoder decoder;

  /// Returns the bytes of a frame that a device sends.
  ///
  /// @param frame a record of the union in `client-frames.avsc`
  public byte[] encodeClient(Object frame) {
    return encode(clientWriter, frame);
  }

  /// Returns the bytes of a frame that a node sends.
  ///
  /// @param frame a record of the union in `server-frames.avsc`
  public byte[] encodeServer(Object frame) {
    return encode(serverWriter, frame);
  }

  /// Reads a frame that a device sent.
  ///
  /// @throws IllegalArgumentException when the bytes are none
  public Object decodeClient(byte[] bytes) {
    return decode(clientReader, bytes, 0);
  }

  /// Reads a frame that a node sent.
  ///
  /// @throws IllegalArgumentException when the bytes are none
  public Object decodeServer(byte[] bytes) {
    return decode(serverReader, bytes, 0);
  }

  /// Reads the envelope of a DELIVER. One of a later version than the device knows is read as far
  /// as it knows it.
  ///
  /// @throws IllegalArgumentException when the bytes are none
  public Envelope decodeEnvelope(ByteBuffer value) {
    byte[] bytes = new byte[value.remaining()];
    value.duplicate().get(bytes);
    if (bytes.length < FRAMING_BYTES || bytes[0] != 0) {
      throw new IllegalArgumentException("envelope: not framed");
    }
    int schema = ByteBuffer.wrap(bytes).getInt(1);
    if (schema < 1) {
      throw new IllegalArgumentException("envelope schema: " + schema + " (expected: 1 or more)");
    }
    if (schema > ENVELOPE_SCHEMA) {
      return decodeHead(envelopeReader, bytes, FRAMING_BYTES);
    }
    boolean isOld = schema < ENVELOPE_SCHEMA;
    return decode(
        isOld ? oldEnvelopeReaders.get(schema - 1) : envelopeReader, bytes, FRAMING_BYTES);
  }

  private static SpecificDatumReader<Envelope> earlier(String version) {
    return new SpecificDatumReader<>(
        schema("messaging.envelopes/" + version), new Envelope().getSchema(), SpecificData.get());
  }

  /// Reads the signal of a SIGNAL, as far as this device knows it.
  ///
  /// @throws IllegalArgumentException when the bytes are none
  public Signal decodeSignal(ByteBuffer value) {
    byte[] bytes = new byte[value.remaining()];
    value.duplicate().get(bytes);
    if (bytes.length < FRAMING_BYTES || bytes[0] != 0) {
      throw new IllegalArgumentException("signal: not framed");
    }
    boolean isOld = ByteBuffer.wrap(bytes).getInt(1) < SIGNAL_SCHEMA;
    return decodeHead(isOld ? oldSignalReader : signalReader, bytes, FRAMING_BYTES);
  }

  private byte[] encode(SpecificDatumWriter<Object> writer, Object frame) {
    out.reset();
    encoder = EncoderFactory.get().directBinaryEncoder(out, encoder);
    try {
      writer.write(frame, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
    return out.toByteArray();
  }

  private <T> T decode(SpecificDatumReader<T> reader, byte[] bytes, int from) {
    T record = decodeHead(reader, bytes, from);
    try {
      if (decoder == null || !decoder.isEnd()) {
        throw new IllegalArgumentException("frame: bytes are left over after the record");
      }
      return record;
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory failed", e);
    }
  }

  private <T> T decodeHead(SpecificDatumReader<T> reader, byte[] bytes, int from) {
    BinaryDecoder in =
        DecoderFactory.get().binaryDecoder(bytes, from, bytes.length - from, decoder);
    decoder = in;
    try {
      return reader.read(null, in);
    } catch (IOException | AvroRuntimeException e) {
      throw new IllegalArgumentException("frame: not the Avro binary of its schema", e);
    }
  }

  private static Schema union(String name) {
    Schema.Parser parser = new Schema.Parser();
    parser.parse(resource("shared/Id16.avsc"));
    return parser.parse(resource("protocol/v1/" + name + ".avsc"));
  }

  private static Schema schema(String file) {
    Schema.Parser parser = new Schema.Parser();
    parser.parse(resource("shared/Id16.avsc"));
    return parser.parse(resource("topics/" + file + ".avsc"));
  }

  private static String resource(String path) {
    try (InputStream in = DeviceFrames.class.getResourceAsStream("/" + path)) {
      if (in == null) {
        throw new IllegalStateException(path + ": not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(path + ": unreadable", e);
    }
  }
}
