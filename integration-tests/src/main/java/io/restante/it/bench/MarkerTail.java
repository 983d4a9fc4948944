package io.restante.it.bench;

import io.restante.contract.DirectoryKeys;
import io.restante.contract.GroupId;
import io.restante.contract.Topics;
import io.restante.directory.GroupMemberKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Follows `directory.group-members` from its end on, committed records only. Owned by one thread.
final class MarkerTail implements AutoCloseable {
  private static final String TOPIC = Topics.GROUP_MEMBERS.name();

  private final KafkaConsumer<byte[], byte[]> consumer;

  MarkerTail(String brokers) {
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                brokers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> all =
        consumer.partitionsFor(TOPIC).stream()
            .map(info -> new TopicPartition(TOPIC, info.partition()))
            .toList();
    consumer.assign(all);
    consumer.seekToEnd(all);
    all.forEach(consumer::position);
  }

  /// Returns the groups whose changes are there as a whole.
  List<GroupId> poll(Duration limit) {
    List<GroupId> groups = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(limit)) {
      GroupMemberKey key =
          Objects.requireNonNull(
              Topics.GROUP_MEMBERS.keys().deserializer().deserialize(TOPIC, record.key()));
      if (DirectoryKeys.isMarker(key)) {
        groups.add(DirectoryKeys.groupId(key.getGroup()));
      }
    }
    return groups;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
