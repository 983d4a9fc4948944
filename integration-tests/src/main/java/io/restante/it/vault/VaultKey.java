package io.restante.it.vault;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.Set;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/// What a store is locked with. Its text form says nothing.
public abstract sealed class VaultKey {
  /// Rounds of PBKDF2-HMAC-SHA256 over a passphrase, about 0.2 s.
  static final int ROUNDS = 600_000;

  static final int KEY_BYTES = 32;

  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  /// Returns the key that a passphrase stands for.
  ///
  /// @param passphrase copied; 1 character or more
  public static VaultKey ofPassphrase(char[] passphrase) {
    return new Passphrase(passphrase.clone());
  }

  /// Returns the key in a file, which is made with 32 random bytes and mode 600 when it is missing.
  ///
  /// @throws IOException when others can read the file, or it does not hold 32 bytes
  public static VaultKey ofFile(Path file) throws IOException {
    try (FileChannel created =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
      byte[] key = new byte[KEY_BYTES];
      new SecureRandom().nextBytes(key);
      int _ = created.write(ByteBuffer.wrap(key));
      created.force(true);
      return new KeyFile(key);
    } catch (FileAlreadyExistsException e) {
      return read(file);
    }
  }

  /// Returns what stands in the header.
  abstract byte kind();

  /// Returns 32 bytes.
  abstract byte[] master(byte[] salt) throws GeneralSecurityException;

  @Override
  public final String toString() {
    return "***";
  }

  private static VaultKey read(Path file) throws IOException {
    if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
      throw new IOException(file + ": others may read it (expected: mode 600)");
    }
    byte[] key = Files.readAllBytes(file);
    if (key.length != KEY_BYTES) {
      throw new IOException(file + ": " + key.length + " bytes (expected: " + KEY_BYTES + ")");
    }
    return new KeyFile(key);
  }

  private static final class Passphrase extends VaultKey {
    private final char[] passphrase;

    private Passphrase(char[] passphrase) {
      if (passphrase.length == 0) {
        throw new IllegalArgumentException("passphrase: empty (expected: 1 character or more)");
      }
      this.passphrase = passphrase;
    }

    @Override
    byte kind() {
      return 1;
    }

    @Override
    byte[] master(byte[] salt) throws GeneralSecurityException {
      PBEKeySpec spec = new PBEKeySpec(passphrase, salt, ROUNDS, KEY_BYTES * Byte.SIZE);
      try {
        return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
            .generateSecret(spec)
            .getEncoded();
      } finally {
        spec.clearPassword();
      }
    }
  }

  private static final class KeyFile extends VaultKey {
    private final byte[] key;

    private KeyFile(byte[] key) {
      this.key = key;
    }

    @Override
    byte kind() {
      return 2;
    }

    @Override
    byte[] master(byte[] salt) {
      return key.clone();
    }
  }
}
