package io.restante.it.blindness;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Everything a process can write to, buffers outside the JVM's heap included, which no heap dump
/// shows. Linux alone; the process must be one's own child.
final class ProcessMemory {
  private static final Pattern WRITABLE = Pattern.compile("([0-9a-f]+)-([0-9a-f]+) rw.. .*");
  private static final int CHUNK_BYTES = 1 << 20;
  private static final int HEXADECIMAL = 16;

  private ProcessMemory() {}

  /// Copies what is not all zero into a file.
  static Path copy(long pid, Path file) throws IOException {
    Path process = Path.of("/proc", Long.toString(pid));
    try (FileChannel memory = FileChannel.open(process.resolve("mem"));
        OutputStream out = Files.newOutputStream(file)) {
      for (String line : Files.readAllLines(process.resolve("maps"))) {
        Matcher region = WRITABLE.matcher(line);
        if (region.matches()) {
          long from = Long.parseLong(region.group(1), HEXADECIMAL);
          copy(memory, from, Long.parseLong(region.group(2), HEXADECIMAL), out);
        }
      }
    }
    return file;
  }

  private static void copy(FileChannel memory, long from, long to, OutputStream out)
      throws IOException {
    byte[] chunk = new byte[CHUNK_BYTES];
    long at = from;
    while (at < to) {
      int wanted = (int) Math.min(chunk.length, to - at);
      int read;
      try {
        read = memory.read(ByteBuffer.wrap(chunk, 0, wanted), at);
      } catch (IOException e) {
        return; // The region went away meanwhile, or is a device's.
      }
      if (read <= 0) {
        return;
      }
      if (!isZero(chunk, read)) {
        out.write(chunk, 0, read);
      }
      at += read;
    }
  }

  private static boolean isZero(byte[] chunk, int length) {
    for (int at = 0; at < length; at++) {
      if (chunk[at] != 0) {
        return false;
      }
    }
    return true;
  }
}
