package io.restante.streams.fanout;

/// Knows how far a partition's segments are closed, and when it needs a ticker for that. The broker
/// deletes whole segments and never the one that it appends to; it closes that one before it
/// appends a record that is more than a segment's time younger than the segment's first.
///
/// So what stands before a mark is in closed segments for certain once a ticker is more than a
/// segment's time younger than the mark, whoever else appends meanwhile. One ticker is enough in
/// most cases, and there is no telling; the second makes it certain. Pure. Owned by one thread.
final class Closing {
  private static final long NEVER = Long.MAX_VALUE;

  private final long segmentMs;

  /// All before this stands in closed segments.
  private long closed;

  /// The offset after the mark, and its time by the broker's clock.
  private long markEnd;

  private long markMs = NEVER;

  /// Records known to be tickers: from the first to before the second.
  private long tickersFrom = NEVER;

  private long tickersEnd;

  /// Since when there is something to be closed, by this process's clock.
  private long sinceMs = NEVER;

  Closing(long segmentMs) {
    this.segmentMs = segmentMs;
  }

  /// Tells whether the partition needs a ticker now.
  ///
  /// @param upTo all before is done with
  boolean isDue(long upTo, long nowMs) {
    if (upTo <= closed || (tickersFrom <= closed && upTo <= tickersEnd)) {
      sinceMs = NEVER;
      return false;
    }
    if (sinceMs == NEVER) {
      sinceMs = nowMs;
    }
    return nowMs - sinceMs >= segmentMs;
  }

  /// Hears of a ticker.
  void ticked(Ticked ticker) {
    sinceMs = NEVER;
    if (ticker.offset() != tickersEnd) {
      tickersFrom = ticker.offset();
    }
    tickersEnd = ticker.offset() + 1;
    if (markMs == NEVER) {
      mark(ticker);
    } else if (ticker.ms() - markMs > segmentMs) {
      closed = markEnd;
      mark(ticker);
    }
  }

  private void mark(Ticked ticker) {
    markEnd = ticker.offset() + 1;
    markMs = ticker.ms();
  }
}
