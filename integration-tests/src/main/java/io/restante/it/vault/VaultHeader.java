package io.restante.it.vault;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// The beginning of a file. Owns its arrays.
final class VaultHeader {
  static final int SALT_BYTES = 16;

  private static final byte[] MAGIC = "RSTVLT01".getBytes(StandardCharsets.US_ASCII);
  private static final int BYTES = MAGIC.length + 1 + 2 * SALT_BYTES;

  private final byte[] bytes;

  VaultHeader(byte kind, byte[] passphraseSalt, byte[] fileSalt) {
    ByteBuffer out = ByteBuffer.allocate(BYTES);
    out.put(MAGIC).put(kind).put(passphraseSalt).put(fileSalt);
    this.bytes = out.array();
  }

  private VaultHeader(byte[] bytes) {
    this.bytes = bytes;
  }

  static VaultHeader read(ByteBuffer in, VaultKey key) throws VaultException {
    byte[] bytes = new byte[BYTES];
    if (in.remaining() < BYTES) {
      throw new VaultException(VaultException.Cause.DAMAGED, "the store has no header");
    }
    in.get(bytes);
    if (!ByteBuffer.wrap(bytes, 0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
      throw new VaultException(VaultException.Cause.DAMAGED, "the file is no store");
    }
    if (bytes[MAGIC.length] != key.kind()) {
      throw new VaultException(
          VaultException.Cause.WRONG_KEY,
          bytes[MAGIC.length] == 1
              ? "the store is locked with a passphrase"
              : "the store is locked with a key file");
    }
    return new VaultHeader(bytes);
  }

  byte[] bytes() {
    return bytes.clone();
  }

  byte[] passphraseSalt() {
    return salt(MAGIC.length + 1);
  }

  byte[] fileSalt() {
    return salt(MAGIC.length + 1 + SALT_BYTES);
  }

  private byte[] salt(int from) {
    byte[] salt = new byte[SALT_BYTES];
    System.arraycopy(bytes, from, salt, 0, SALT_BYTES);
    return salt;
  }
}
