package io.restante.gateway.listener;

import io.restante.protocol.v1.Accepted;
import io.restante.protocol.v1.Ack;
import io.restante.protocol.v1.AskReceipts;
import io.restante.protocol.v1.Deliver;
import io.restante.protocol.v1.Drained;
import io.restante.protocol.v1.Hello;
import io.restante.protocol.v1.Moved;
import io.restante.protocol.v1.Ping;
import io.restante.protocol.v1.Pong;
import io.restante.protocol.v1.Read;
import io.restante.protocol.v1.Rejected;
import io.restante.protocol.v1.Send;
import io.restante.protocol.v1.SendGroup;
import io.restante.protocol.v1.Signal;
import io.restante.protocol.v1.Typing;
import io.restante.protocol.v1.Unwatch;
import io.restante.protocol.v1.Watch;
import io.restante.protocol.v1.Welcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/// One example of `docs/protocol.md`: lines of a field's path, its value, and its bytes.
///
/// @param name the frame's name as the page has it, like HELLO
/// @param fields value and bytes by path, without the parts in brackets
/// @param parts the parts in brackets
/// @param bytes all bytes
record DocumentedFrame(String name, Map<String, Cell> fields, List<Cell> parts, ByteBuffer bytes) {
  private static final Pattern EXAMPLE =
      Pattern.compile("```frame (\\w+)\n(.*?)\n```", Pattern.DOTALL);
  private static final Pattern LINE = Pattern.compile("(\\S+)\\s+(\".*\"|\\S+)\\s+([0-9a-f ]+)");
  private static final List<Schema> CLIENT =
      List.of(
          Hello.getClassSchema(),
          Send.getClassSchema(),
          Ack.getClassSchema(),
          Ping.getClassSchema(),
          SendGroup.getClassSchema(),
          Typing.getClassSchema(),
          Read.getClassSchema(),
          AskReceipts.getClassSchema(),
          Watch.getClassSchema(),
          Unwatch.getClassSchema());
  private static final List<Schema> SERVER =
      List.of(
          Welcome.getClassSchema(),
          Accepted.getClassSchema(),
          Rejected.getClassSchema(),
          Deliver.getClassSchema(),
          Drained.getClassSchema(),
          Pong.getClassSchema(),
          Moved.getClassSchema(),
          Signal.getClassSchema());

  /// A value as it is written, and its bytes.
  record Cell(String value, ByteBuffer bytes) {}

  /// Returns every example of a page.
  static List<DocumentedFrame> of(String page) {
    List<DocumentedFrame> frames = new ArrayList<>();
    Matcher example = EXAMPLE.matcher(page);
    while (example.find()) {
      frames.add(parse(example.group(1), example.group(2)));
    }
    return frames;
  }

  private static DocumentedFrame parse(String name, String lines) {
    Map<String, Cell> fields = new LinkedHashMap<>();
    List<Cell> parts = new ArrayList<>();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String text : lines.split("\n", -1)) {
      Matcher line = LINE.matcher(text);
      if (!line.matches()) {
        throw new AssertionError("not a line of an example: " + text);
      }
      byte[] hex = HexFormat.of().parseHex(line.group(3).replace(" ", ""));
      bytes.writeBytes(hex);
      Cell cell = new Cell(line.group(2), ByteBuffer.wrap(hex));
      if (line.group(1).startsWith("(")) {
        parts.add(cell);
      } else {
        fields.put(line.group(1), cell);
      }
    }
    return new DocumentedFrame(name, fields, parts, ByteBuffer.wrap(bytes.toByteArray()));
  }

  /// Tells whether devices send it.
  boolean isClient() {
    return CLIENT.stream().anyMatch(this::isNamed);
  }

  /// Returns what Avro writes for the values on the page.
  ByteBuffer avro() throws IOException {
    List<Schema> union = isClient() ? CLIENT : SERVER;
    Schema schema = union.stream().filter(this::isNamed).findFirst().orElseThrow();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new GenericDatumWriter<GenericRecord>(Schema.createUnion(union))
        .write(newRecord(schema, ""), encoder);
    encoder.flush();
    return ByteBuffer.wrap(out.toByteArray());
  }

  private boolean isNamed(Schema schema) {
    return schema.getName().equalsIgnoreCase(name.replace("_", ""));
  }

  private GenericRecord newRecord(Schema schema, String prefix) {
    GenericRecord made = new GenericData.Record(schema);
    for (Schema.Field field : schema.getFields()) {
      made.put(field.name(), newValue(field.schema(), prefix + field.name()));
    }
    return made;
  }

  private @Nullable Object newValue(Schema schema, String path) {
    return switch (schema.getType()) {
      case UNION -> isPresent(path) ? newValue(schema.getTypes().get(1), path) : null;
      case RECORD -> newRecord(schema, path + ".");
      case ARRAY -> newArray(schema, path);
      case FIXED -> newFixed(schema, path);
      case BYTES -> cell(path).bytes();
      case ENUM -> new GenericData.EnumSymbol(schema, cell(path).value());
      case STRING -> cell(path).value().substring(1, cell(path).value().length() - 1);
      case INT -> Integer.valueOf(cell(path).value());
      case LONG -> Long.valueOf(cell(path).value());
      case MAP, FLOAT, DOUBLE, BOOLEAN, NULL -> throw new AssertionError("no such field: " + path);
    };
  }

  private List<Object> newArray(Schema schema, String path) {
    List<Object> items = new ArrayList<>();
    while (isPresent(path + "[" + items.size() + "]")) {
      String item = path + "[" + items.size() + "]";
      items.add(
          schema.getElementType().getType() == Schema.Type.RECORD
              ? newRecord(schema.getElementType(), item + ".")
              : newFixed(schema.getElementType(), item));
    }
    return items;
  }

  private GenericData.Fixed newFixed(Schema schema, String path) {
    return new GenericData.Fixed(schema, cell(path).bytes().array());
  }

  private boolean isPresent(String path) {
    return fields.keySet().stream()
        .anyMatch(name -> name.equals(path) || name.startsWith(path + "."));
  }

  /// Returns a field of the example.
  Cell cell(String path) {
    Cell cell = fields.get(path);
    if (cell == null) {
      throw new AssertionError(name + " has no line for " + path);
    }
    return cell;
  }
}
