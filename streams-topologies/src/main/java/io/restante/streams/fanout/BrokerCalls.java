package io.restante.streams.fanout;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/// What the housekeeping asks of Kafka. Each call waits for the answer, and fails with a
/// [org.apache.kafka.common.KafkaException] when there is none.
interface BrokerCalls {
  /// Returns what the fan-out's consumer group has committed.
  Map<TopicPartition, Long> committed();

  /// Returns the offset after the last record of a partition.
  long end(TopicPartition place);

  /// Deletes what stands before some offsets.
  void deleteBefore(Map<TopicPartition, Long> offsets);

  /// Appends a ticker to a partition of `messaging.group-envelopes`.
  ///
  /// @return where it stands
  Ticked tick(int partition);
}
