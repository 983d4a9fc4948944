package io.restante.gateway.deliver;

/// What the log of a partition holds now.
///
/// @param beginning the first offset that it still has
/// @param end the offset of the next record
record LogBounds(long beginning, long end) {
  /// Returns how many records there can be from an offset on; after compaction they may be fewer.
  long recordsFrom(long offset) {
    return end - Math.max(offset, beginning);
  }
}
