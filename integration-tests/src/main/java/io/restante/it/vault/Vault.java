package io.restante.it.vault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.LinkedHashSet;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A small encrypted store of names and values. Changes count from [#commit] on, all or none, also
/// when the process or the machine stops there.
///
/// Not thread-safe. Everything is held in memory, so keep it below some 10 MB. Values belong to the
/// store once put: they are not copied.
public final class Vault implements AutoCloseable {
  private static final int GARBAGE_FACTOR = 4;
  private static final long GARBAGE_BYTES_MIN = 4 << 20;

  private final Path file;
  private final VaultKey key;
  private final FileChannel lock;
  private final byte[] passphraseSalt;
  private final NavigableMap<String, byte[]> values;
  private final Set<String> changed = new LinkedHashSet<>();
  private VaultFile current;
  private long snapshotBytes;
  private boolean hasFailed;

  private Vault(
      Path file,
      VaultKey key,
      FileChannel lock,
      byte[] passphraseSalt,
      NavigableMap<String, byte[]> values)
      throws IOException {
    this.file = file;
    this.key = key;
    this.lock = lock;
    this.passphraseSalt = passphraseSalt;
    this.values = values;
    this.current = VaultFile.begin(file, key, passphraseSalt, values);
    this.snapshotBytes = current.size();
  }

  /// Opens the store in a directory, or begins one.
  ///
  /// @throws VaultException when it is taken, locked with another key, or damaged
  public static Vault open(Path directory, VaultKey key) throws IOException {
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    FileChannel lock = lock(directory.resolve("lock"));
    try {
      Path file = directory.resolve("state");
      NavigableMap<String, byte[]> values = new TreeMap<>();
      byte[] salt = Files.exists(file) ? VaultFile.read(file, key, values) : newSalt();
      return new Vault(file, key, lock, salt, values);
    } catch (IOException e) {
      lock.close();
      throw e;
    }
  }

  /// Tells whether a directory holds a store.
  public static boolean isIn(Path directory) {
    return Files.exists(directory.resolve("state"));
  }

  /// Returns what a name stands for, or null.
  public byte @Nullable [] get(String name) {
    return values.get(name);
  }

  /// Lets a name stand for a value.
  public void put(String name, byte[] value) {
    values.put(name, value);
    changed.add(name);
  }

  /// Lets a name stand for nothing.
  public void remove(String name) {
    if (values.remove(name) != null) {
      changed.add(name);
    }
  }

  /// Returns a copy of all names that begin with a prefix, in order, with their values.
  public NavigableMap<String, byte[]> under(String prefix) {
    return new TreeMap<>(values.subMap(prefix, true, prefix + Character.MAX_VALUE, true));
  }

  /// Makes all changes since the last commit durable, in one piece.
  ///
  /// @throws UncheckedIOException when the disk refuses; the store then takes nothing more
  public void commit() {
    if (hasFailed) {
      throw new IllegalStateException("commit after the disk refused one");
    }
    if (changed.isEmpty()) {
      return;
    }
    try {
      current.append(Changes.of(changed, values));
      changed.clear();
      if (current.size() > Math.max(GARBAGE_BYTES_MIN, GARBAGE_FACTOR * snapshotBytes)) {
        compact();
      }
    } catch (IOException e) {
      hasFailed = true;
      throw new UncheckedIOException("the store cannot be written", e);
    }
  }

  /// Closes the file; what was not committed is gone.
  @Override
  public void close() throws IOException {
    current.close();
    lock.close();
  }

  private void compact() throws IOException {
    VaultFile next = VaultFile.begin(file, key, passphraseSalt, values);
    current.close();
    current = next;
    snapshotBytes = next.size();
  }

  private static byte[] newSalt() {
    byte[] salt = new byte[VaultHeader.SALT_BYTES];
    new SecureRandom().nextBytes(salt);
    return salt;
  }

  private static FileChannel lock(Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!isLocked(channel)) {
      channel.close();
      throw new VaultException(
          VaultException.Cause.TAKEN, path.getParent() + ": another process has it open");
    }
    return channel;
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }
}
