package io.restante.local;

import io.restante.contract.TopicSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/// Looks at a broker as any of its clients does.
final class LogProbe implements AutoCloseable {
  private final Map<String, Object> settings;
  private final Admin admin;

  LogProbe(String bootstrapServers) {
    // Long enough for a broker that is busy, short for one that stands still.
    this.settings = Map.of("bootstrap.servers", bootstrapServers, "request.timeout.ms", 10_000);
    this.admin = Admin.create(settings);
  }

  /// Appends a record, its key being its value, and returns when it is accepted.
  void append(String topic, String value) throws ExecutionException, InterruptedException {
    StringSerializer strings = new StringSerializer();
    try (KafkaProducer<String, String> producer = new KafkaProducer<>(settings, strings, strings)) {
      producer.send(new ProducerRecord<>(topic, value, value)).get();
    }
  }

  /// Reads a topic from its beginning until so many records have come.
  List<String> read(String topic, int count) throws ExecutionException, InterruptedException {
    StringDeserializer strings = new StringDeserializer();
    try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(settings, strings, strings)) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      List<String> values = new ArrayList<>();
      while (values.size() < count) {
        consumer.poll(Duration.ofSeconds(1)).forEach(found -> values.add(found.value()));
      }
      return values;
    }
  }

  int partitions(String topic) throws ExecutionException, InterruptedException {
    return admin.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
        .mapToInt(description -> description.partitions().size())
        .sum();
  }

  /// Returns how many brokers hold each partition of a topic: the least found.
  int replicas(String topic) throws ExecutionException, InterruptedException {
    return admin.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
        .flatMap(description -> description.partitions().stream())
        .mapToInt(partition -> partition.replicas().size())
        .min()
        .orElseThrow();
  }

  /// Returns how many partitions each member of a group owns, by the member's client id.
  Map<String, Integer> shares(String group) throws ExecutionException, InterruptedException {
    return admin.describeConsumerGroups(List.of(group)).all().get().values().stream()
        .flatMap(description -> description.members().stream())
        .collect(
            Collectors.toMap(
                MemberDescription::clientId,
                member -> member.assignment().topicPartitions().size()));
  }

  /// Returns the ids that a group has given its members, by the members' client ids.
  Map<String, String> members(String group) throws ExecutionException, InterruptedException {
    return admin.describeConsumerGroups(List.of(group)).all().get().values().stream()
        .flatMap(description -> description.members().stream())
        .collect(Collectors.toMap(MemberDescription::clientId, MemberDescription::consumerId));
  }

  /// Returns the settings made for the topic itself.
  Map<String, String> settings(String topic) throws ExecutionException, InterruptedException {
    return admin.describeConfigs(List.of(resource(topic))).all().get().values().stream()
        .flatMap(config -> config.entries().stream())
        .filter(entry -> entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
        .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value));
  }

  void set(String topic, String name, String value)
      throws ExecutionException, InterruptedException {
    AlterConfigOp change =
        new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
    Map<ConfigResource, Collection<AlterConfigOp>> changes =
        Map.of(resource(topic), List.of(change));
    admin.incrementalAlterConfigs(changes).all().get();
  }

  void setUp(TopicSpec spec) throws InterruptedException {
    new TopicSetup(admin).apply(List.of(spec));
  }

  private static ConfigResource resource(String topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic);
  }

  @Override
  public void close() {
    admin.close();
  }
}
