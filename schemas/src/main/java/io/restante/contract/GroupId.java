package io.restante.contract;

/// A group, as a UUIDv7 (RFC 9562). Immutable, thread-safe.
///
/// @param high the first 8 bytes, network byte order
/// @param low the last 8 bytes, network byte order
public record GroupId(long high, long low) {
  /// Returns the canonical text form, 36 characters.
  @Override
  public String toString() {
    return UuidV7.format(high, low);
  }
}
