package io.restante.it.signal;

import java.nio.ByteBuffer;
import java.util.TreeSet;

/// Which numbers of one conversation have been read. Single-threaded.
///
/// Remembers at most [#MISSING_MAX] numbers that have not come; lower ones count as read. A device
/// may join a conversation at any number: those before it are not missed, and still read when they
/// come.
final class Seen {
  static final int MISSING_MAX = 512;

  private final TreeSet<Long> missing = new TreeSet<>();
  private long highest;
  private boolean isResumed;

  /// Reads what [#bytes] wrote.
  static Seen of(byte[] bytes) {
    Seen seen = new Seen();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    long first = in.getLong();
    seen.highest = Math.abs(first);
    seen.isResumed = first < 0;
    while (in.hasRemaining()) {
      seen.missing.add(in.getLong());
    }
    return seen;
  }

  boolean has(long number) {
    return number <= highest && !missing.contains(number);
  }

  /// Counts a number as read.
  ///
  /// @return how many numbers before it are missing since the one read before
  long add(long number) {
    if (number <= highest) {
      missing.remove(number);
      return 0;
    }
    long skipped = highest == 0 || isResumed ? 0 : number - highest - 1;
    if (isResumed) {
      highest = number - 1;
      isResumed = false;
    }
    for (long gap = Math.max(highest + 1, number - MISSING_MAX); gap < number; gap++) {
      missing.add(gap);
    }
    while (missing.size() > MISSING_MAX) {
      missing.pollFirst();
    }
    highest = number;
    return skipped;
  }

  /// The conversation goes on at any number: those before it are not to come.
  void resume() {
    isResumed = highest > 0;
  }

  byte[] bytes() {
    ByteBuffer out =
        ByteBuffer.allocate(Long.BYTES * (1 + missing.size()))
            .putLong(isResumed ? -highest : highest);
    missing.forEach(out::putLong);
    return out.array();
  }
}
