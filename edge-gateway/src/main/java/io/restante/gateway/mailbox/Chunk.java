package io.restante.gateway.mailbox;

import org.jspecify.annotations.Nullable;

/// A stretch of the log in memory, ascending by offset. Records are looked at only where somebody
/// wants them, so an implementation may decode late.
public interface Chunk {
  /// Holds no records.
  Chunk EMPTY =
      new Chunk() {
        @Override
        public int size() {
          return 0;
        }

        @Override
        public long offset(int index) {
          throw new IndexOutOfBoundsException(index);
        }

        @Override
        public LogRecord record(int index) {
          throw new IndexOutOfBoundsException(index);
        }
      };

  /// Returns how many records there are.
  int size();

  /// Returns the offset of a record, 0 being the first.
  long offset(int index);

  /// Returns a record, 0 being the first.
  LogRecord record(int index);

  /// Returns the record at an offset, or null when there is none.
  default @Nullable LogRecord find(long offset) {
    int at = indexFrom(offset);
    return at < size() && offset(at) == offset ? record(at) : null;
  }

  /// Returns the index of the first record at or above an offset; the size when there is none.
  default int indexFrom(long offset) {
    int low = 0;
    int high = size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (offset(middle) < offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
