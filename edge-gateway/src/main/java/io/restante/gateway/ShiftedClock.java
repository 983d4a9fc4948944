package io.restante.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// A clock that is wrong by what a file says: how fault tests let the clock of one process jump,
/// where a real clock is the whole machine's and needs its administrator.
///
/// No setting of a node: [Main] looks for the system property [#PROPERTY] alone, which no
/// environment of a deployment names. Thread-safe: fields are written by whoever asks first.
final class ShiftedClock implements InstantSource {
  /// Names the file: a number of milliseconds, less than 0 for a clock that is slow.
  static final String PROPERTY = "restante.fault.clock";

  private static final long READ_EVERY_NANOS = 20_000_000;

  private final InstantSource right;
  private final Path file;
  private volatile long readAtNanos;
  private volatile long wrongByMs;

  private ShiftedClock(InstantSource right, Path file) {
    this.right = right;
    this.file = file;
    read();
  }

  /// Returns the right clock, or one that is wrong by what the file says.
  ///
  /// @param file the property's value
  static InstantSource over(InstantSource right, @Nullable String file) {
    return file == null ? right : new ShiftedClock(right, Path.of(file));
  }

  @Override
  public Instant instant() {
    if (System.nanoTime() - readAtNanos > READ_EVERY_NANOS) {
      read();
    }
    return right.instant().plusMillis(wrongByMs);
  }

  private void read() {
    readAtNanos = System.nanoTime();
    try {
      String text = Files.readString(file).strip();
      if (!text.isEmpty()) {
        wrongByMs = Long.parseLong(text);
      }
    } catch (IOException | NumberFormatException e) {
      throw new IllegalStateException(file + ": not a clock's shift in milliseconds", e);
    }
  }
}
