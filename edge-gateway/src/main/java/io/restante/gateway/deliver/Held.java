package io.restante.gateway.deliver;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/// Partitions that wait a turn, because what comes next in them can't be taken in yet. Owned by the
/// lane's thread.
final class Held {
  private final Consumer<?, ?> consumer;
  private final Set<TopicPartition> partitions = new HashSet<>();

  Held(Consumer<?, ?> consumer) {
    this.consumer = consumer;
  }

  /// Lets a partition wait.
  ///
  /// @param offset what can't be taken in yet
  void hold(TopicPartition partition, long offset) {
    consumer.pause(List.of(partition));
    consumer.seek(partition, offset);
    partitions.add(partition);
  }

  /// Lets all of them try again.
  ///
  /// @param owned which partitions are still the lane's
  void release(Set<TopicPartition> owned) {
    if (!partitions.isEmpty()) {
      partitions.retainAll(owned);
      consumer.resume(partitions);
      partitions.clear();
    }
  }
}
