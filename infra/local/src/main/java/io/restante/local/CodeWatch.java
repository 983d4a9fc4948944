package io.restante.local;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;

/// Follows the file that the local estate's codes of registration are written to: what a person
/// would get as a text message, `up` shows.
///
/// Owned by one thread.
public final class CodeWatch {
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final int SHORT_CHARACTERS = 4;

  private final Path file;
  private final BiConsumer<String, String> onCode;
  private long position;

  /// Begins at the end of the file as it is now.
  ///
  /// @param onCode told the registration and its code
  CodeWatch(Path file, BiConsumer<String, String> onCode) throws IOException {
    this.file = file;
    this.onCode = onCode;
    this.position = Files.exists(file) ? Files.size(file) : 0;
  }

  /// Returns by what people tell registrations apart that were begun at the same time: the end of
  /// their ids, which are random. It says nothing of the number.
  ///
  /// @param registration the registration's id
  public static String shortName(String registration) {
    return registration.substring(Math.max(0, registration.length() - SHORT_CHARACTERS));
  }

  /// Follows the file on a thread that ends with the process, or when the file can't be read.
  void follow() {
    Thread.ofPlatform().name("codes").daemon().start(this::run);
  }

  private void run() {
    try {
      while (true) {
        look();
        LockSupport.parkNanos(LOOK.toNanos());
      }
    } catch (IOException e) {
      onCode.accept("none", "cannot be read any more: " + e.getMessage());
    }
  }

  /// Tells of the lines that have been completed since the last look.
  void look() throws IOException {
    if (!Files.exists(file) || Files.size(file) <= position) {
      return;
    }
    byte[] news;
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      news = new byte[(int) Math.min(in.length() - position, 1 << 16)];
      in.seek(position);
      in.readFully(news);
    }
    String text = new String(news, StandardCharsets.US_ASCII);
    String whole = text.substring(0, text.lastIndexOf('\n') + 1);
    position += whole.length();
    whole
        .lines()
        .map(line -> line.split(" ", 2))
        .filter(line -> line.length == 2)
        .forEach(line -> onCode.accept(line[0], line[1]));
  }
}
