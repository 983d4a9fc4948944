package io.restante.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The right to run an estate on a data directory, for one process at a time.
///
/// The kernel holds the lock and lets go of it when the process ends, however it ends: a lock file
/// left behind locks nobody out. Its content, the owner's process id, is only for the message.
final class DirectoryLock implements AutoCloseable {
  /// Directories this process holds. The kernel's locks are per process, and closing any descriptor
  /// of the file would drop the lock, so a second estate in this process must not even open it.
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final FileChannel channel;

  private DirectoryLock(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /// Takes the lock, and makes the directory if there is none.
  ///
  /// @throws DirectoryTakenException when another process, or another estate of this one, has it
  static DirectoryLock take(Path directory) {
    try {
      Path real = Files.createDirectories(directory).toRealPath();
      if (!HELD.add(real)) {
        throw new DirectoryTakenException(directory, "this process");
      }
      try {
        return new DirectoryLock(real, lock(directory, real.resolve("estate.lock")));
      } catch (IOException | EstateException e) {
        HELD.remove(real);
        throw e;
      }
    } catch (IOException e) {
      throw new EstateException(directory + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static FileChannel lock(Path directory, Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    if (channel.tryLock() == null) {
      String owner = Files.readString(file).strip();
      channel.close();
      throw new DirectoryTakenException(
          directory, owner.isEmpty() ? "(not known which)" : "process " + owner);
    }
    channel.truncate(0);
    String pid = ProcessHandle.current().pid() + "\n";
    channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.UTF_8)));
    return channel;
  }

  /// Gives the directory back.
  @Override
  public void close() {
    try {
      channel.close();
      HELD.remove(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("the lock of the data directory", e);
    }
  }
}
