package io.restante.it.vault;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;
import javax.crypto.AEADBadTagException;
import org.jspecify.annotations.Nullable;

/// One file of a store: begun with a snapshot, then only appended to. Owned by one thread at a
/// time.
final class VaultFile implements AutoCloseable {
  private static final int PREFIX_BYTES = 8;
  private static final int RECORD_BYTES_MAX = 256 << 20;

  private final FileChannel channel;
  private final RecordCipher cipher;
  private long records;

  private VaultFile(FileChannel channel, RecordCipher cipher) {
    this.channel = channel;
    this.cipher = cipher;
  }

  /// Reads a file as far as its last whole commit.
  ///
  /// @param values filled
  /// @return the salt of the passphrase
  static byte[] read(Path file, VaultKey key, Map<String, byte[]> values) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file));
    VaultHeader header = VaultHeader.read(in, key);
    RecordCipher cipher = new RecordCipher(header, key);
    long record = 0;
    byte[] changes = next(in, cipher, record);
    while (changes != null) {
      Changes.apply(changes, values);
      changes = next(in, cipher, ++record);
    }
    if (record == 0) {
      throw new VaultException(VaultException.Cause.DAMAGED, "the store has no snapshot");
    }
    return header.passphraseSalt();
  }

  /// Writes a snapshot to a new file and puts it in the place of the old one, so that at any moment
  /// one whole file is there.
  static VaultFile begin(Path file, VaultKey key, byte[] passphraseSalt, Map<String, byte[]> values)
      throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
    Files.deleteIfExists(unfinished);
    byte[] fileSalt = new byte[VaultHeader.SALT_BYTES];
    new SecureRandom().nextBytes(fileSalt);
    VaultHeader header = new VaultHeader(key.kind(), passphraseSalt, fileSalt);
    FileChannel channel =
        FileChannel.open(
            unfinished,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      VaultFile begun = new VaultFile(channel, new RecordCipher(header, key));
      begun.write(ByteBuffer.wrap(header.bytes()));
      begun.append(Changes.of(values.keySet(), values));
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
      try (FileChannel directory = FileChannel.open(file.toAbsolutePath().getParent())) {
        directory.force(true);
      }
      return begun;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /// Appends a record; it is on the disk when this returns.
  void append(byte[] changes) throws IOException {
    byte[] sealed = cipher.seal(records++, changes);
    ByteBuffer out = ByteBuffer.allocate(PREFIX_BYTES + sealed.length);
    out.putInt(sealed.length).putInt(checksum(sealed.length)).put(sealed).flip();
    write(out);
    channel.force(false);
  }

  long size() throws IOException {
    return channel.size();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      int _ = channel.write(bytes);
    }
  }

  /// Returns the next record's changes, or null at the end, which a torn commit counts as.
  private static byte @Nullable [] next(ByteBuffer in, RecordCipher cipher, long record)
      throws IOException {
    if (in.remaining() < PREFIX_BYTES) {
      return null;
    }
    ByteBuffer rest = in.slice();
    int length = in.getInt();
    if (in.getInt() != checksum(length) || length < 1 || length > RECORD_BYTES_MAX) {
      return tornOrDamaged(isBlank(rest), record);
    }
    if (length > in.remaining()) {
      return null;
    }
    byte[] sealed = new byte[length];
    in.get(sealed);
    try {
      return cipher.open(record, sealed);
    } catch (AEADBadTagException e) {
      if (record == 0) {
        throw new VaultException(
            VaultException.Cause.WRONG_KEY, "the passphrase or key file is another one");
      }
      return tornOrDamaged(!in.hasRemaining(), record);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM is missing", e);
    }
  }

  private static byte @Nullable [] tornOrDamaged(boolean isTorn, long record)
      throws VaultException {
    if (!isTorn || record == 0) {
      throw new VaultException(
          VaultException.Cause.DAMAGED, "record " + record + " is not what was written");
    }
    return null;
  }

  private static boolean isBlank(ByteBuffer rest) {
    while (rest.hasRemaining()) {
      if (rest.get() != 0) {
        return false;
      }
    }
    return true;
  }

  private static int checksum(int length) {
    CRC32C crc = new CRC32C();
    crc.update(ByteBuffer.allocate(Integer.BYTES).putInt(length).flip());
    return (int) crc.getValue();
  }
}
