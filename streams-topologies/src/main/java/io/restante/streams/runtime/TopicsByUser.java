package io.restante.streams.runtime;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;

/// The topics whose partition is decided by a user: all have as many.
public final class TopicsByUser {
  private static final long PATIENCE_SECONDS = 30;

  private TopicsByUser() {}

  /// Returns how many partitions they have.
  ///
  /// @param kafka the brokers to begin with
  /// @param names the topics, one or more
  /// @throws KafkaException when Kafka does not answer, or a topic is missing
  /// @throws IllegalStateException when they have not as many each
  public static int partitions(String kafka, List<String> names) {
    try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka))) {
      Map<String, TopicDescription> found =
          admin.describeTopics(names).allTopicNames().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      List<Integer> partitions =
          names.stream().map(found::get).map(topic -> topic.partitions().size()).toList();
      if (partitions.stream().distinct().count() != 1) {
        throw new IllegalStateException(
            names + ": " + partitions + " partitions (expected: as many each)");
      }
      return partitions.getFirst();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new KafkaException("the topics can't be looked at: " + e.getMessage(), e);
    }
  }
}
