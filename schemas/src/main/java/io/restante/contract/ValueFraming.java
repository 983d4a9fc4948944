package io.restante.contract;

import java.nio.ByteBuffer;

/// The five bytes before every record value: a zero byte and the schema number, big-endian.
///
/// The layout that Confluent-compatible registries and their tools read; the numbers are fixed in
/// each topic's `topic.yaml`.
public final class ValueFraming {
  /// How many bytes the framing takes.
  public static final int BYTES = 5;

  private ValueFraming() {}

  /// Writes the framing.
  ///
  /// @param out receives 5 bytes
  /// @param schema the schema number, 1 or more
  public static void write(ByteBuffer out, int schema) {
    out.put((byte) 0).putInt(schema);
  }

  /// Returns the schema number of a framed value and moves past the framing.
  ///
  /// @throws ContractException when the value is too short or does not begin with a zero byte
  public static int read(ByteBuffer value) {
    if (value.remaining() < BYTES) {
      throw new ContractException(
          "framed value: " + value.remaining() + " bytes (expected: 5 or more)");
    }
    byte magic = value.get();
    if (magic != 0) {
      throw new ContractException("framed value begins with " + magic + " (expected: 0)");
    }
    return value.getInt();
  }
}
