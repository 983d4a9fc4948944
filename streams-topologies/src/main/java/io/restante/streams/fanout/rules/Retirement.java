package io.restante.streams.fanout.rules;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Entries that are done with and go once what came of them is certainly in the log.
///
/// A table's deletion may survive a crash that the output did not: they are written to different
/// partitions. So an entry is deleted only when an input that was processed at the same time or
/// later has been committed, because Kafka Streams commits after all output before is acknowledged.
/// What is not deleted by then is done once more after a crash.
final class Retirement {
  private List<Entry> open = new ArrayList<>();
  private final Deque<Batch> batches = new ArrayDeque<>();

  /// Hears that an entry goes as soon as an input is committed.
  interface Sealing {
    /// Hears of the input.
    void sealed(Source source, long offset);
  }

  /// An entry.
  ///
  /// @param sealing hears which input has to be committed first
  /// @param deletion deletes it
  record Entry(Sealing sealing, Runnable deletion) {
    /// An entry that does not care.
    Entry(Runnable deletion) {
      this((_, _) -> {}, deletion);
    }
  }

  /// Entries that go when an input is committed.
  private record Batch(Source source, long offset, List<Entry> entries) {}

  /// Hears of an entry that goes. Its key is not used again.
  void retire(Entry entry) {
    open.add(entry);
  }

  /// Whether an entry waits for the next input: none that is known says when it may go.
  boolean isWaitingForInput() {
    return !open.isEmpty();
  }

  /// Hears that an input has been processed.
  void onProcessed(Source source, long offset) {
    if (!open.isEmpty()) {
      batches.add(new Batch(source, offset, open));
      open.forEach(entry -> entry.sealing().sealed(source, offset));
      open = new ArrayList<>();
    }
  }

  /// Deletes what may go.
  void onCommitted(Committed committed) {
    while (!batches.isEmpty()
        && committed.of(batches.getFirst().source()) > batches.getFirst().offset()) {
      batches.removeFirst().entries().forEach(entry -> entry.deletion().run());
    }
  }
}
