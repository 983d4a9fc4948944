package io.restante.local;

import io.restante.contract.TopicSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;

/// Brings a cluster's topics to what is specified: makes those that are missing, and sets the
/// settings of the others. It never deletes a topic or changes a number of partitions: keys would
/// move.
final class TopicSetup {
  private static final Duration SHOWN_MAX = Duration.ofSeconds(30);
  private static final Duration LOOK_INTERVAL = Duration.ofMillis(20);

  private final Admin admin;

  TopicSetup(Admin admin) {
    this.admin = admin;
  }

  /// What was done.
  ///
  /// @param created topics made
  /// @param repaired settings brought back, as `topic: setting`
  record Outcome(List<String> created, List<String> repaired) {}

  /// Brings the topics to their specifications. Doing so again changes nothing.
  ///
  /// @throws EstateException when a topic has another number of partitions than specified, or the
  ///   broker does not take a setting up within [#SHOWN_MAX]
  Outcome apply(Collection<TopicSpec> specs) throws InterruptedException {
    try {
      Set<String> present = admin.listTopics().names().get();
      List<TopicSpec> missing = new ArrayList<>();
      Map<String, TopicSpec> standing = new HashMap<>();
      for (TopicSpec spec : specs) {
        if (present.contains(spec.name())) {
          standing.put(spec.name(), spec);
        } else {
          missing.add(spec);
        }
      }
      requirePartitions(standing);
      List<String> repaired = repair(standing);
      admin.createTopics(missing.stream().map(TopicSetup::newTopic).toList()).all().get();
      return new Outcome(missing.stream().map(TopicSpec::name).toList(), repaired);
    } catch (ExecutionException e) {
      throw new EstateException("the topics cannot be set up: " + e.getMessage(), e);
    }
  }

  private static NewTopic newTopic(TopicSpec spec) {
    return new NewTopic(spec.name(), spec.partitions(), (short) spec.replication())
        .configs(spec.config());
  }

  private void requirePartitions(Map<String, TopicSpec> standing)
      throws ExecutionException, InterruptedException {
    admin
        .describeTopics(standing.keySet())
        .allTopicNames()
        .get()
        .forEach(
            (name, found) -> {
              TopicSpec spec = Objects.requireNonNull(standing.get(name));
              requirePartitions(spec, found.partitions().size());
            });
  }

  private static void requirePartitions(TopicSpec spec, int found) {
    if (found != spec.partitions()) {
      throw new EstateException(
          spec.name()
              + (" has " + found + " partitions (expected: " + spec.partitions() + "). A topic")
              + (" keeps its number for life: ask for " + found)
              + ", or use another data directory");
    }
  }

  /// Sets what drifted, again and again until the broker that is asked shows it: it answers from
  /// what it has read of the cluster's metadata, and may be behind before a change and after it.
  private List<String> repair(Map<String, TopicSpec> standing)
      throws ExecutionException, InterruptedException {
    Set<String> repaired = new TreeSet<>();
    long deadline = System.nanoTime() + SHOWN_MAX.toNanos();
    for (var changes = drift(standing); !changes.isEmpty(); changes = drift(standing)) {
      if (System.nanoTime() - deadline > 0) {
        throw new EstateException("the broker does not show these as set: " + labels(changes));
      }
      repaired.addAll(labels(changes));
      admin.incrementalAlterConfigs(changes).all().get();
      Thread.sleep(LOOK_INTERVAL);
    }
    return List.copyOf(repaired);
  }

  private Map<ConfigResource, Collection<AlterConfigOp>> drift(Map<String, TopicSpec> standing)
      throws ExecutionException, InterruptedException {
    List<ConfigResource> topics = standing.keySet().stream().map(TopicSetup::resource).toList();
    Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
    admin
        .describeConfigs(topics)
        .all()
        .get()
        .forEach(
            (topic, found) -> {
              TopicSpec spec = Objects.requireNonNull(standing.get(topic.name()));
              List<AlterConfigOp> drift = drift(spec, own(found));
              if (!drift.isEmpty()) {
                changes.put(topic, drift);
              }
            });
    return changes;
  }

  private static List<String> labels(Map<ConfigResource, Collection<AlterConfigOp>> changes) {
    return changes.entrySet().stream()
        .flatMap(change -> change.getValue().stream().map(op -> label(change.getKey(), op)))
        .sorted()
        .toList();
  }

  /// Returns what has to change: settings to set, and settings nobody specified to drop.
  static List<AlterConfigOp> drift(TopicSpec spec, Map<String, String> found) {
    List<AlterConfigOp> drift = new ArrayList<>();
    spec.config()
        .forEach(
            (name, value) -> {
              if (!value.equals(found.get(name))) {
                drift.add(
                    new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET));
              }
            });
    found.forEach(
        (name, value) -> {
          if (!spec.config().containsKey(name)) {
            drift.add(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.DELETE));
          }
        });
    return drift;
  }

  private static Map<String, String> own(Config config) {
    return config.entries().stream()
        .filter(entry -> entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
        .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value));
  }

  private static ConfigResource resource(String topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic);
  }

  private static String label(ConfigResource topic, AlterConfigOp change) {
    return topic.name() + ": " + change.configEntry().name();
  }
}
