package io.restante.streams.fanout;

import io.restante.streams.fanout.rules.Committed;

/// Tells what the consumer group has committed. Thread-safe.
interface CommitReader {
  /// Returns what is committed of a task's partitions.
  ///
  /// @throws org.apache.kafka.common.KafkaException when Kafka does not answer
  Committed read(int partition);
}
