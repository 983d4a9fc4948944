package io.restante.connectors.directory;

import io.restante.contract.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Reads topics from their beginning to their end as it is when the reading begins, committed
/// records only. One consumer at a time; each reading has its own.
///
/// @param kafka the brokers to begin with
record KafkaTopicKeys(String kafka) implements TopicKeys {
  /// Short, because the end of a partition is often a transaction's end, which no poll returns for.
  private static final Duration POLL = Duration.ofMillis(50);

  private static final Duration SILENCE_MAX = Duration.ofSeconds(30);

  @Override
  public void keys(Table table, Consumer<? super Collection<RowKey>> taker) {
    read(
        topic(table),
        records -> {
          List<RowKey> keys = new ArrayList<>();
          for (ConsumerRecord<byte[], byte[]> record : records) {
            if (record.value() != null) {
              keys.add(RowKey.of(table, record.key()));
            }
          }
          taker.accept(keys);
        });
  }

  private static String topic(Table table) {
    return switch (table) {
      case CONTACTS -> Topics.CONTACTS.name();
      case DEVICES -> Topics.DEVICES.name();
      case USERS -> Topics.USERS.name();
      case GROUP_MEMBERS -> Topics.GROUP_MEMBERS.name();
      case GROUPS -> Topics.GROUPS.name();
    };
  }

  /// Hands over all records of a topic.
  ///
  /// @throws SourceException when Kafka does not answer
  void read(String topic, Consumer<? super ConsumerRecords<byte[], byte[]>> taker) {
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      if (partitions.isEmpty()) {
        throw new SourceException(topic + ": there is no such topic");
      }
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      readToEnd(consumer, consumer.endOffsets(partitions), taker);
    } catch (KafkaException e) {
      throw new SourceException("a topic can't be read", e);
    }
  }

  private static void readToEnd(
      KafkaConsumer<byte[], byte[]> consumer,
      Map<TopicPartition, Long> ends,
      Consumer<? super ConsumerRecords<byte[], byte[]>> taker) {
    long heard = System.nanoTime();
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
      if (!records.isEmpty()) {
        heard = System.nanoTime();
        taker.accept(records);
      }
      if (System.nanoTime() - heard > SILENCE_MAX.toNanos()) {
        throw new SourceException("a topic can't be read to its end");
      }
    }
  }

  private Properties settings() {
    Properties settings = new Properties();
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka);
    settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1_000);
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 15_000);
    return settings;
  }
}
