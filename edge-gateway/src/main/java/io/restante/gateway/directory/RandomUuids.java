package io.restante.gateway.directory;

import java.util.UUID;
import java.util.random.RandomGenerator;

/// Makes UUIDs of version 4: chance alone, 122 bits of it, because to know one is to have a right.
final class RandomUuids {
  private static final long VERSION = 0x4000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;

  private RandomUuids() {}

  static UUID next(RandomGenerator random) {
    long high = (random.nextLong() & ~0xF000L) | VERSION;
    long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | VARIANT;
    return new UUID(high, low);
  }
}
