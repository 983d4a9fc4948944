package io.restante.it.topology;

import io.restante.contract.MessageId;
import java.nio.ByteBuffer;
import java.util.Random;

/// What stands for ciphertext: 256 bytes that follow from the message's id, after 16 that all of a
/// JVM have in common and nobody else has.
final class Ciphertexts {
  private static final int BYTES = 256;
  private static final byte[] MARK = new byte[16];

  static {
    new Random().nextBytes(MARK);
  }

  private Ciphertexts() {}

  static ByteBuffer of(MessageId id) {
    byte[] bytes = new byte[BYTES];
    new Random(id.low()).nextBytes(bytes);
    System.arraycopy(MARK, 0, bytes, 0, MARK.length);
    return ByteBuffer.wrap(bytes);
  }

  /// Returns what to look for on a disk.
  static byte[] mark() {
    return MARK.clone();
  }
}
