package io.restante.gateway.deliver;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/// Partitions that a lane was given and can't serve yet: no broker says where they end, or their
/// index can't be made, with the disk full for example. Their devices are turned away meanwhile.
///
/// They are tried again within a second, and less and less often as long as that helps nobody.
/// Owned by a lane's thread.
final class Waiting {
  private static final long FIRST_MS = 1_000;
  private static final long LAST_MS = 4_000;

  private final DeliverMetrics metrics;
  private final Set<TopicPartition> partitions = new LinkedHashSet<>();
  private long pauseMs = FIRST_MS;
  private long triedAtMs;

  Waiting(DeliverMetrics metrics) {
    this.metrics = metrics;
  }

  /// Adds a partition; one that is there already goes to the end, so that others are tried first.
  void add(TopicPartition partition) {
    remove(partition);
    partitions.add(partition);
    metrics.unservedPartitions.incrementAndGet();
  }

  /// Takes a partition out, and tells whether it was there.
  boolean remove(TopicPartition partition) {
    boolean wasThere = partitions.remove(partition);
    if (wasThere) {
      metrics.unservedPartitions.decrementAndGet();
    }
    return wasThere;
  }

  int size() {
    return partitions.size();
  }

  boolean isEmpty() {
    return partitions.isEmpty();
  }

  /// Returns the partitions to be tried now, who waits longest first; none when it is too early.
  List<TopicPartition> due(long nowMs) {
    if (partitions.isEmpty() || nowMs - triedAtMs < pauseMs) {
      return List.of();
    }
    return List.copyOf(partitions);
  }

  /// Notes how a try went.
  ///
  /// @param hasHelped whether any partition can be served now
  void tried(boolean hasHelped, long nowMs) {
    triedAtMs = nowMs;
    pauseMs = hasHelped ? FIRST_MS : Math.min(LAST_MS, 2 * pauseMs);
  }
}
