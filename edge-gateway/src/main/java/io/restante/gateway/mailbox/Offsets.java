package io.restante.gateway.mailbox;

import java.util.Arrays;

/// A short list of ascending offsets: grows at the tail, mostly shrinks at the head. Not
/// thread-safe.
public final class Offsets {
  private static final long[] NONE = {};

  private long[] offsets = NONE;
  private int head;
  private int tail;

  /// Returns how many there are.
  public int size() {
    return tail - head;
  }

  /// Returns one of them, 0 being the lowest.
  public long get(int index) {
    return offsets[head + index];
  }

  /// Adds an offset; one that is not above the last is put in its place, or ignored when it is
  /// there.
  public void add(long offset) {
    if (tail == offsets.length) {
      makeRoom();
    }
    if (head == tail || offset > offsets[tail - 1]) {
      offsets[tail++] = offset;
      return;
    }
    int at = Arrays.binarySearch(offsets, head, tail, offset);
    if (at < 0) {
      System.arraycopy(offsets, -at - 1, offsets, -at, tail + at + 1);
      offsets[-at - 1] = offset;
      tail++;
    }
  }

  /// Takes an offset out if it is there.
  public void remove(long offset) {
    int at = Arrays.binarySearch(offsets, head, tail, offset);
    if (at == head) {
      head++;
    } else if (at > head) {
      System.arraycopy(offsets, at + 1, offsets, at, tail - at - 1);
      tail--;
    }
  }

  boolean contains(long offset) {
    return Arrays.binarySearch(offsets, head, tail, offset) >= 0;
  }

  /// Returns an array that continues `before` with offsets from `from` on, up to a length of `max`.
  long[] appendTo(long[] before, long from, int max) {
    int found = Arrays.binarySearch(offsets, head, tail, from);
    int first = found >= 0 ? found : -found - 1;
    int count = Math.min(tail - first, max - before.length);
    if (count <= 0) {
      return before;
    }
    long[] both = Arrays.copyOf(before, before.length + count);
    System.arraycopy(offsets, first, both, before.length, count);
    return both;
  }

  private void makeRoom() {
    int size = size();
    boolean grow = 2 * size >= offsets.length;
    long[] target = grow ? new long[Math.max(4, 2 * size)] : offsets;
    System.arraycopy(offsets, head, target, 0, size);
    offsets = target;
    head = 0;
    tail = size;
  }
}
