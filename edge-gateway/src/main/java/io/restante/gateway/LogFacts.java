package io.restante.gateway;

import io.restante.contract.Topic;
import io.restante.contract.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;

/// What a node has to know of `messaging.envelopes` before it starts, asked of the brokers. That
/// the other topics by user have as many partitions is checked.
///
/// @param log the topic's id: another one means another log, to which no known offset belongs
/// @param partitions how many partitions it has
/// @param groupPartitions how many partitions `messaging.group-envelopes` has
/// @param devices the id of `directory.devices`, which has as many
/// @param segmentAge `segment.ms`: how old a segment grows before the next append closes it
/// @param tombstoneRetention `delete.retention.ms`
record LogFacts(
    UUID log,
    int partitions,
    int groupPartitions,
    UUID devices,
    Duration segmentAge,
    Duration tombstoneRetention) {
  private static final List<String> BY_USER =
      Stream.of(Topics.DEVICES, Topics.SIGNALS, Topics.RECEIPTS, Topics.SESSIONS, Topics.WATCHES)
          .map(Topic::name)
          .toList();

  /// Asks the brokers.
  ///
  /// @throws IllegalStateException when they can't be asked, or the topic is missing
  static LogFacts ask(String bootstrapServers) {
    String name = Topics.ENVELOPES.name();
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      Map<String, TopicDescription> topics =
          get(
              admin
                  .describeTopics(
                      Stream.concat(
                              BY_USER.stream(),
                              Stream.of(name, Topics.GROUP_ENVELOPES.name(), Topics.AUDIT.name()))
                          .toList())
                  .allTopicNames());
      TopicDescription topic = described(topics, name);
      TopicDescription devices = described(topics, Topics.DEVICES.name());
      Config config = get(admin.describeConfigs(List.of(resource)).all()).get(resource);
      if (config == null) {
        throw new IllegalStateException(name + ": not described by the brokers");
      }
      BY_USER.forEach(other -> checkAsMany(described(topics, other), topic));
      return new LogFacts(
          uuid(topic.topicId()),
          topic.partitions().size(),
          described(topics, Topics.GROUP_ENVELOPES.name()).partitions().size(),
          uuid(devices.topicId()),
          millis(config, "segment.ms"),
          millis(config, "delete.retention.ms"));
    }
  }

  private static TopicDescription described(Map<String, TopicDescription> topics, String name) {
    TopicDescription topic = topics.get(name);
    if (topic == null) {
      throw new IllegalStateException(name + ": not described by the brokers");
    }
    return topic;
  }

  private static void checkAsMany(TopicDescription other, TopicDescription topic) {
    if (other.partitions().size() != topic.partitions().size()) {
      throw new IllegalStateException(
          other.name()
              + (" has " + other.partitions().size() + " partitions")
              + (" (expected: " + topic.partitions().size() + ", as " + topic.name() + ")"));
    }
  }

  private static UUID uuid(Uuid id) {
    return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits());
  }

  private static Duration millis(Config config, String name) {
    return Duration.ofMillis(Long.parseLong(config.get(name).value()));
  }

  private static <T> T get(KafkaFuture<T> asked) {
    try {
      return asked.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "Kafka does not answer for " + Topics.ENVELOPES.name() + ": " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking Kafka", e);
    }
  }
}
