package io.restante.it.bench;

import io.restante.contract.OwnershipCodec;
import io.restante.contract.Topics;
import io.restante.fleet.Ownership;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Which node has which partitions, as `gateway.ownership` says it. Owned by one thread.
final class OwnersTable implements AutoCloseable {
  private static final TopicPartition LOG = new TopicPartition(Topics.OWNERSHIP.name(), 0);
  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<Integer, Ownership> owners = new HashMap<>();

  OwnersTable(String bootstrapServers) {
    this.consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    consumer.assign(List.of(LOG));
    consumer.seekToBeginning(List.of(LOG));
  }

  /// Returns the partitions that a node has now.
  List<Integer> partitions(String node, int partitions) {
    long end = consumer.endOffsets(List.of(LOG)).getOrDefault(LOG, 0L);
    while (consumer.position(LOG) < end) {
      for (ConsumerRecord<byte[], byte[]> claim : consumer.poll(POLL)) {
        take(claim);
      }
    }
    return IntStream.range(0, partitions)
        .filter(partition -> isOwnedBy(partition, node))
        .boxed()
        .toList();
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    Ownership claim = OwnershipCodec.decode(record.value());
    int partition = OwnershipCodec.decodeKey(record.key()).getPartition();
    Ownership known = owners.get(partition);
    if (known == null || known.getEpoch() <= claim.getEpoch()) {
      owners.put(partition, claim);
    }
  }

  private boolean isOwnedBy(int partition, String node) {
    Ownership owner = owners.get(partition);
    return owner != null && Objects.equals(owner.getNode(), node);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
