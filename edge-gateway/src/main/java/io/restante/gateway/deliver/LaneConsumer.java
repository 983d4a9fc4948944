package io.restante.gateway.deliver;

import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes a lane's member of the consumer group, and commits for it.
final class LaneConsumer {
  private static final Logger LOGGER = LoggerFactory.getLogger(LaneConsumer.class);

  private LaneConsumer() {}

  static KafkaConsumer<ByteBuffer, ByteBuffer> create(String lane, LaneSettings settings) {
    return new KafkaConsumer<>(
        settings(lane, settings), new ByteBufferDeserializer(), new ByteBufferDeserializer());
  }

  /// Commits a position and waits for nothing: while the group changes, it may fail.
  static void commit(Consumer<?, ?> consumer, TopicPartition partition, long position) {
    consumer.commitAsync(
        Map.of(partition, new OffsetAndMetadata(position)),
        (_, failure) -> {
          if (failure != null) {
            LOGGER.atDebug().setCause(failure).log("position not committed");
          }
        });
  }

  private static Map<String, Object> settings(String lane, LaneSettings settings) {
    return Map.ofEntries(
        Map.entry("bootstrap.servers", settings.bootstrapServers()),
        Map.entry("group.id", settings.group()),
        Map.entry("client.id", settings.node() + "-" + lane),
        Map.entry("group.protocol", "classic"),
        Map.entry("session.timeout.ms", (int) settings.sessionTimeout().toMillis()),
        Map.entry("heartbeat.interval.ms", (int) settings.sessionTimeout().toMillis() / 30),
        // A rebalance is heard of with a heartbeat and asked about again after this.
        Map.entry("retry.backoff.ms", 50L),
        Map.entry(
            "partition.assignment.strategy",
            "org.apache.kafka.clients.consumer.CooperativeStickyAssignor"),
        // A broker that stands still is given up well before the group would give up the node.
        Map.entry("request.timeout.ms", 10_000),
        Map.entry("enable.auto.commit", false),
        Map.entry("auto.offset.reset", "earliest"),
        Map.entry("fetch.min.bytes", 1),
        Map.entry("fetch.max.bytes", 8 << 20),
        Map.entry("max.partition.fetch.bytes", 2 << 20),
        Map.entry("max.poll.records", 8_192),
        Map.entry("receive.buffer.bytes", 1 << 20),
        Map.entry("check.crcs", false),
        Map.entry("enable.metrics.push", false));
  }
}
