package io.restante.contract;

import java.time.InstantSource;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// Makes UUIDs of version 7 (RFC 9562, section 5.7): 48 bits of milliseconds, then chance.
///
/// Not thread-safe unless its random generator is. Ids made within one millisecond are in no order.
public final class UuidV7 {
  private static final long VERSION = 0x7000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;

  private final InstantSource clock;
  private final RandomGenerator random;

  /// Creates a generator.
  ///
  /// @param clock gives the milliseconds
  /// @param random gives the other 74 bits; must be hard to guess wherever ids must be
  public UuidV7(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /// Returns a new user id.
  public UserId nextUserId() {
    return new UserId(nextHigh(), nextLow());
  }

  /// Returns a new group id.
  public GroupId nextGroupId() {
    return new GroupId(nextHigh(), nextLow());
  }

  /// Returns a new message id.
  public MessageId nextMessageId() {
    return new MessageId(nextHigh(), nextLow());
  }

  /// Returns the canonical text form of a UUID, 36 characters, lower case.
  ///
  /// @param high the first 8 bytes, network byte order
  /// @param low the last 8 bytes, network byte order
  public static String format(long high, long low) {
    return new UUID(high, low).toString();
  }

  /// Tells whether 16 bytes are a UUID of version 7 with the variant of RFC 9562.
  ///
  /// @param high the first 8 bytes, network byte order
  /// @param low the last 8 bytes, network byte order
  public static boolean isUuidV7(long high, long low) {
    return (high & 0xF000L) == VERSION && (low & 0xC000_0000_0000_0000L) == VARIANT;
  }

  private long nextHigh() {
    return (clock.millis() << 16) | VERSION | (random.nextLong() & 0x0FFF);
  }

  private long nextLow() {
    return (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | VARIANT;
  }
}
