package io.restante.it.bench;

import io.restante.contract.GroupId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/// From the commit of a group's change until it is seen, of one change of a group at a time. A
/// change may be seen before its commit has returned: that counts as no time. Thread-safe.
final class Arrivals {
  private static final long UNKNOWN = Long.MIN_VALUE;

  private final Map<GroupId, Change> expected = new HashMap<>();
  private final Histogram latencies = new Histogram(3);

  /// A change under way, times of the monotonic clock or unknown.
  private static final class Change {
    private long committed = UNKNOWN;
    private long seen = UNKNOWN;
  }

  /// A change is about to be committed.
  ///
  /// @throws IllegalStateException when the one before was not seen yet: it took too long to tell
  ///   them apart
  synchronized void expect(GroupId group) {
    if (expected.putIfAbsent(group, new Change()) != null) {
      throw new IllegalStateException("a change was not seen before the group's next");
    }
  }

  synchronized void committed(GroupId group, long nanos) {
    Change change = expected.get(group);
    if (change != null) {
      change.committed = nanos;
      settle(group, change);
    }
  }

  private synchronized void seen(GroupId group, long nanos) {
    Change change = expected.get(group);
    if (change != null && change.seen == UNKNOWN) {
      change.seen = nanos;
      settle(group, change);
    }
  }

  private synchronized void settle(GroupId group, Change change) {
    if (change.committed != UNKNOWN && change.seen != UNKNOWN) {
      latencies.recordValue(Math.max(0, change.seen - change.committed));
      expected.remove(group);
    }
  }

  /// Takes what is seen until so many changes were, or nothing was for a long time.
  void collect(int changes, Supplier<List<GroupId>> poll) {
    long heard = System.nanoTime();
    while (count() < changes && System.nanoTime() - heard < Lab.PATIENCE.toNanos()) {
      List<GroupId> groups = poll.get();
      long now = System.nanoTime();
      if (!groups.isEmpty()) {
        heard = now;
      }
      groups.forEach(group -> seen(group, now));
    }
  }

  private synchronized long count() {
    return latencies.getTotalCount();
  }

  /// Returns how many changes are still to be seen.
  synchronized int open() {
    return expected.size();
  }

  /// Returns a copy of what was measured, nanoseconds.
  synchronized Histogram latencies() {
    return latencies.copy();
  }
}
