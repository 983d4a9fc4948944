package io.restante.contract;

import io.restante.shared.Id16;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// Random test data that can be had again: name the seed in every assertion, and give it back with
/// `-DargLine="-Drestante.seed=…"`.
///
/// @param seed what all the data follows from
/// @param random draws the data
record Chance(long seed, RandomGenerator random) {
  static Chance fresh() {
    long seed = Long.getLong("restante.seed", new SplittableRandom().nextLong());
    return new Chance(seed, new SplittableRandom(seed));
  }

  UserId user() {
    return new UserId(random.nextLong(), random.nextLong());
  }

  MessageId message() {
    return new MessageId(random.nextLong(), random.nextLong());
  }

  DeviceAddress address() {
    return new DeviceAddress(user(), random.nextInt(1, DeviceAddress.DEVICE_MAX + 1));
  }

  /// A number of any magnitude, negative ones as well.
  long number() {
    return random.nextLong() >> random.nextInt(64);
  }

  byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  static Id16 id16(long high, long low) {
    return new Id16(ByteBuffer.allocate(16).putLong(high).putLong(low).array());
  }
}
