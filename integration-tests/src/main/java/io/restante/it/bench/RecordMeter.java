package io.restante.it.bench;

import io.restante.contract.SlotCodec;
import io.restante.contract.Topics;
import io.restante.messaging.EnvelopeKind;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// How many records are appended while it is open: to `messaging.envelopes` by what their slots
/// hold, to other topics as a whole. Owned by one thread; reads when it is asked, so soon enough
/// that nothing has been compacted.
final class RecordMeter implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<EnvelopeKind, Long> records = new EnumMap<>(EnvelopeKind.class);
  private final Set<ByteBuffer> receiptSlots = new HashSet<>();
  private final Map<String, Long> before;

  /// Begins.
  ///
  /// @param others topics that are counted as a whole
  RecordMeter(String bootstrapServers, List<String> others) {
    this.consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers, "max.poll.records", 10_000),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> all = partitions(Topics.ENVELOPES.name());
    consumer.assign(all);
    consumer.seekToEnd(all);
    all.forEach(consumer::position);
    this.before = Map.copyOf(others.stream().collect(Collectors.toMap(topic -> topic, this::end)));
  }

  private List<TopicPartition> partitions(String topic) {
    return consumer.partitionsFor(topic).stream()
        .map(info -> new TopicPartition(topic, info.partition()))
        .toList();
  }

  private long end(String topic) {
    return consumer.endOffsets(partitions(topic)).values().stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  /// Reads what has been appended to `messaging.envelopes` until now.
  void read() {
    long end = end(Topics.ENVELOPES.name());
    while (consumer.assignment().stream().mapToLong(consumer::position).sum() < end) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        ByteBuffer key = ByteBuffer.wrap(record.key());
        EnvelopeKind kind = SlotCodec.decode(key).kind();
        records.merge(kind, 1L, Long::sum);
        if (kind == EnvelopeKind.RECEIPT) {
          receiptSlots.add(key);
        }
      }
    }
  }

  /// Returns how many records of a kind were read, tombstones among them.
  long records(EnvelopeKind kind) {
    return records.getOrDefault(kind, 0L);
  }

  /// Returns in how many slots receipts stood.
  int receiptSlots() {
    return receiptSlots.size();
  }

  /// Returns how many records were appended to one of the other topics.
  long records(String topic) {
    return end(topic) - before.getOrDefault(topic, 0L);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
