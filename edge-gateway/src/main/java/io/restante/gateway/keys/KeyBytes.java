package io.restante.gateway.keys;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/// A public key or a signature, as bytes. Immutable, thread-safe.
///
/// The textual form tells only how long it is: keys stay out of logs.
public final class KeyBytes {
  private final byte[] bytes;

  private KeyBytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /// Returns a copy of the bytes.
  public static KeyBytes of(byte[] bytes) {
    return new KeyBytes(bytes.clone());
  }

  /// Returns a copy of what remains in the buffer, which is left as it is.
  public static KeyBytes of(ByteBuffer buffer) {
    byte[] copy = new byte[buffer.remaining()];
    buffer.duplicate().get(copy);
    return new KeyBytes(copy);
  }

  /// Returns the bytes of a hexadecimal text, two digits each.
  public static KeyBytes ofHex(String text) {
    return new KeyBytes(HexFormat.of().parseHex(text));
  }

  /// Returns a copy of the bytes.
  public byte[] toArray() {
    return bytes.clone();
  }

  /// Returns a read-only view.
  public ByteBuffer toBuffer() {
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }

  /// Returns how many bytes there are.
  public int length() {
    return bytes.length;
  }

  /// Checks the length.
  ///
  /// @throws IllegalArgumentException when it is another
  KeyBytes require(String name, int expectedBytes) {
    if (bytes.length != expectedBytes) {
      throw new IllegalArgumentException(
          name + ": " + bytes.length + " bytes (expected: " + expectedBytes + ")");
    }
    return this;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeyBytes that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return bytes.length + " bytes";
  }
}
