package io.restante.it.faults;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;

/// Asks the brokers whether every record is where it should be. Owned by one thread.
final class Replicas implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long LOOK_NANOS = 100_000_000;

  private final Admin admin;

  Replicas(String bootstrapServers) {
    admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
  }

  /// Waits until every replica of every partition is in sync, so that another broker may be harmed.
  ///
  /// @throws IllegalStateException when that takes longer than the patience
  void awaitInSync() {
    long began = System.nanoTime();
    while (!areInSync()) {
      if (System.nanoTime() - began > PATIENCE.toNanos()) {
        throw new IllegalStateException("replicas are not in sync after " + PATIENCE);
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private boolean areInSync() {
    try {
      Set<String> topics =
          admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get();
      return admin.describeTopics(topics).allTopicNames().get().values().stream()
          .allMatch(Replicas::isInSync);
    } catch (ExecutionException e) {
      return false; // The broker that was asked is on its way back.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for replicas", e);
    }
  }

  private static boolean isInSync(TopicDescription topic) {
    return topic.partitions().stream()
        .allMatch(partition -> partition.isr().size() == partition.replicas().size());
  }

  @Override
  public void close() {
    admin.close();
  }
}
