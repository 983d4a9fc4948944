package io.restante.it.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;

/// A clock that is wrong by what a file says: the clock of one process jumps, where a real clock is
/// the whole machine's and needs its administrator.
///
/// Thread-safe: fields are written by whoever asks first.
final class ShiftedClock implements InstantSource {
  private static final long READ_EVERY_NANOS = 20_000_000;

  private final InstantSource right;
  private final Path file;
  private volatile long readAtNanos;
  private volatile long wrongByMs;

  /// Creates a clock.
  ///
  /// @param file holds a number of milliseconds, less than 0 for a clock that is slow
  ShiftedClock(InstantSource right, Path file) {
    this.right = right;
    this.file = file;
    read();
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
