package io.restante.gateway.deliver;

import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;

/// Makes a lane's member of the consumer group.
final class LaneConsumer {
  private LaneConsumer() {}

  static KafkaConsumer<ByteBuffer, ByteBuffer> create(String lane, LaneSettings settings) {
    return new KafkaConsumer<>(
        settings(lane, settings), new ByteBufferDeserializer(), new ByteBufferDeserializer());
  }

  private static Map<String, Object> settings(String lane, LaneSettings settings) {
    return Map.ofEntries(
        Map.entry("bootstrap.servers", settings.bootstrapServers()),
        Map.entry("group.id", settings.group()),
        Map.entry("client.id", settings.node() + "-" + lane),
        Map.entry("group.protocol", "classic"),
        Map.entry("session.timeout.ms", (int) settings.sessionTimeout().toMillis()),
        Map.entry("heartbeat.interval.ms", (int) settings.sessionTimeout().toMillis() / 10),
        Map.entry(
            "partition.assignment.strategy",
            "org.apache.kafka.clients.consumer.CooperativeStickyAssignor"),
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
