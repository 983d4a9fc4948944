package io.restante.local;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/// Files that only their owner reads.
final class SecretFile {
  private static final int SECRET_BYTES = 32;
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private SecretFile() {}

  /// Writes 32 random bytes as text, whole or not at all, unless the file is there.
  static void createIfNew(Path file, Base64.Encoder encoder) {
    createIfNew(file, "", encoder);
  }

  /// Does the same.
  ///
  /// @param before text that goes before the bytes
  static void createIfNew(Path file, String before, Base64.Encoder encoder) {
    if (Files.exists(file)) {
      return;
    }
    byte[] secret = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(secret);
    Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
    try {
      Files.createDirectories(file.getParent());
      Files.deleteIfExists(unfinished);
      Files.createFile(unfinished, OWNER_ONLY);
      Files.writeString(unfinished, before + encoder.encodeToString(secret) + "\n");
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new EstateException(file + " cannot be made: " + e.getMessage(), e);
    }
  }

  /// Makes an empty file unless it is there.
  static void createEmptyIfNew(Path file) {
    try {
      Files.createFile(file, OWNER_ONLY);
    } catch (FileAlreadyExistsException _) {
      // Kept with what is in it.
      return;
    } catch (IOException e) {
      throw new EstateException(file + " cannot be made: " + e.getMessage(), e);
    }
  }
}
