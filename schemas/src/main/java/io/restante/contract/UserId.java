package io.restante.contract;

/// A user, as a UUIDv7 (RFC 9562). Immutable, thread-safe.
///
/// @param high the first 8 bytes, network byte order
/// @param low the last 8 bytes, network byte order
public record UserId(long high, long low) {
  /// The id that stands for nobody: all zero, used where a record belongs to a partition alone.
  public static final UserId NOBODY = new UserId(0, 0);

  /// Returns the canonical text form, 36 characters.
  @Override
  public String toString() {
    return UuidV7.format(high, low);
  }
}
