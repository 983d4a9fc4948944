package io.restante.it.faults;

import io.restante.contract.Slot;
import io.restante.contract.SlotCodec;
import io.restante.contract.Topics;
import io.restante.messaging.EnvelopeKind;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Follows `messaging.envelopes` from its beginning and knows which slots hold a message now, to a
/// device or to those members of a group who are in one partition. Owned by one thread. Keeps one
/// entry for each message not emptied yet.
final class LogWatch implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<Slot, String> held = new HashMap<>();

  LogWatch(String bootstrapServers) {
    Map<String, Object> settings =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest",
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            10_000,
            ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
            100L);
    consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    consumer.assign(
        consumer.partitionsFor(Topics.ENVELOPES.name()).stream()
            .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
            .toList());
  }

  /// Reads to the present end of the log, and returns the slots that hold a message, and where.
  Map<Slot, String> held() {
    Set<TopicPartition> partitions = consumer.assignment();
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    while (!hasRead(ends)) {
      for (ConsumerRecord<byte[], byte[]> next : consumer.poll(POLL)) {
        take(next);
      }
    }
    return Map.copyOf(held);
  }

  private boolean hasRead(Map<TopicPartition, Long> ends) {
    List<TopicPartition> behind =
        ends.keySet().stream()
            .filter(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))
            .toList();
    return behind.isEmpty();
  }

  private void take(ConsumerRecord<byte[], byte[]> next) {
    Slot slot = SlotCodec.decode(ByteBuffer.wrap(next.key()));
    if (slot.kind() != EnvelopeKind.MESSAGE && slot.kind() != EnvelopeKind.GROUP_MESSAGE) {
      return;
    }
    if (next.value() == null) {
      held.remove(slot);
    } else {
      held.put(slot, "the log, partition " + next.partition() + ", offset " + next.offset());
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
