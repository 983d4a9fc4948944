package io.restante.it.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Searches everything below a directory for bytes, as somebody would who took the disk.
///
/// Reads what files hold at that moment; a file that goes away meanwhile counts as gone. What no
/// file holds any more, but the disk's free blocks may, is not looked at.
public final class BytesOnDisk {
  private static final int CHUNK_BYTES = 1 << 20;

  private BytesOnDisk() {}

  /// Returns how often the bytes are found, by file; files without them are left out.
  ///
  /// @param wanted 1 byte to 64 KiB
  public static Map<Path, Integer> find(Path directory, byte[] wanted) {
    Map<Path, Integer> found = new TreeMap<>();
    for (Path file : files(directory)) {
      int count = search(file, wanted);
      if (count > 0) {
        found.put(file, count);
      }
    }
    return found;
  }

  /// Returns how often the bytes are found below a directory.
  public static int count(Path directory, byte[] wanted) {
    return find(directory, wanted).values().stream().mapToInt(Integer::intValue).sum();
  }

  private static List<Path> files(Path directory) {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(directory)) {
      var paths = walk.iterator();
      while (paths.hasNext()) {
        Path path = paths.next();
        if (Files.isRegularFile(path)) {
          files.add(path);
        }
      }
    } catch (IOException | UncheckedIOException e) {
      // A directory went away while it was walked: begin again, what is there now counts.
      return files(directory);
    }
    return files;
  }

  private static int search(Path file, byte[] wanted) {
    try (FileChannel in = FileChannel.open(file)) {
      byte[] window = new byte[CHUNK_BYTES + wanted.length - 1];
      int count = 0;
      int kept = 0;
      int read = in.read(ByteBuffer.wrap(window));
      while (read > 0) {
        int filled = kept + read;
        count += count(window, filled, wanted);
        kept = Math.min(wanted.length - 1, filled);
        System.arraycopy(window, filled - kept, window, 0, kept);
        read = in.read(ByteBuffer.wrap(window, kept, CHUNK_BYTES));
      }
      return count;
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int count(byte[] window, int filled, byte[] wanted) {
    int count = 0;
    for (int at = 0; at <= filled - wanted.length; at++) {
      if (window[at] == wanted[0] && matches(window, at, wanted)) {
        count++;
      }
    }
    return count;
  }

  private static boolean matches(byte[] window, int at, byte[] wanted) {
    for (int i = 1; i < wanted.length; i++) {
      if (window[at + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }
}
