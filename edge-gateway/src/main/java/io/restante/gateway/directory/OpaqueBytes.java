package io.restante.gateway.directory;

import java.util.Arrays;

/// Bytes that mean something to devices only. Immutable, thread-safe.
public final class OpaqueBytes {
  /// No bytes at all.
  public static final OpaqueBytes EMPTY = new OpaqueBytes(new byte[0]);

  private final byte[] bytes;

  private OpaqueBytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /// Returns a copy of the bytes.
  public static OpaqueBytes copyOf(byte[] bytes) {
    return new OpaqueBytes(bytes.clone());
  }

  /// Returns a copy of the bytes.
  public byte[] toByteArray() {
    return bytes.clone();
  }

  /// Returns how many bytes there are.
  public int size() {
    return bytes.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OpaqueBytes that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /// Says how many bytes there are, never which.
  @Override
  public String toString() {
    return bytes.length + " bytes";
  }
}
