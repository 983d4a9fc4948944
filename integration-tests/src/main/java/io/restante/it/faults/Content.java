package io.restante.it.faults;

import io.restante.contract.DeviceAddress;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;

/// What messages of a round consist of: the round's marker, which is looked for on disks, whom the
/// copy is for, and random bytes.
final class Content {
  /// The round's marker: as good as never elsewhere.
  static final int MARKER_BYTES = 16;

  /// Marker and address.
  static final int BYTES_LEAST = MARKER_BYTES + 20;

  private Content() {}

  static byte[] marker(RandomGenerator random) {
    byte[] marker = new byte[MARKER_BYTES];
    random.nextBytes(marker);
    return marker;
  }

  static byte[] copyFor(DeviceAddress recipient, byte[] marker, int bytes, RandomGenerator random) {
    byte[] content = new byte[bytes];
    random.nextBytes(content);
    ByteBuffer.wrap(content)
        .put(marker)
        .putLong(recipient.user().high())
        .putLong(recipient.user().low())
        .putInt(recipient.device());
    return content;
  }

  static byte[] forAll(byte[] marker, int bytes, RandomGenerator random) {
    byte[] content = new byte[bytes];
    random.nextBytes(content);
    ByteBuffer.wrap(content).put(marker);
    return content;
  }

  static long digest(ByteBuffer content) {
    CRC32C crc = new CRC32C();
    crc.update(content.duplicate());
    return ((long) content.remaining() << 32) | crc.getValue();
  }
}
