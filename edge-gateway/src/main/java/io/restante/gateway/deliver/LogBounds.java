package io.restante.gateway.deliver;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/// What the log of a partition holds now.
///
/// @param beginning the first offset that it still has
/// @param end the offset of the next record
record LogBounds(long beginning, long end) {
  /// Asks the brokers. Blocks.
  static Map<TopicPartition, LogBounds> ask(
      KafkaConsumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    Map<TopicPartition, Long> ends = Undisturbed.ask(() -> consumer.endOffsets(partitions));
    Map<TopicPartition, Long> beginnings =
        Undisturbed.ask(() -> consumer.beginningOffsets(partitions));
    Map<TopicPartition, LogBounds> bounds = new HashMap<>();
    for (TopicPartition partition : partitions) {
      bounds.put(
          partition,
          new LogBounds(beginnings.getOrDefault(partition, 0L), ends.getOrDefault(partition, 0L)));
    }
    return bounds;
  }

  /// Returns how many records there can be from an offset on; after compaction they may be fewer.
  long recordsFrom(long offset) {
    return end - Math.max(offset, beginning);
  }
}
