package io.restante.local;

import io.restante.contract.Topic;
import io.restante.contract.TopicSpec;
import io.restante.contract.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The topics of an estate: the catalogue's, over them what a run changes.
///
/// @param options what the estate was asked for
/// @param listener hears of the step
record EstateTopics(EstateOptions options, EstateListener listener) {
  private static final String IN_SYNC_MIN = "min.insync.replicas";

  /// Brings the topics to what was asked for.
  void setUp() {
    long began = System.nanoTime();
    listener.onBegin("topics");
    List<TopicSpec> specs = specs();
    EstateAdmin.with(
        BrokerListeners.bootstrap(options),
        admin -> {
          TopicSetup.Outcome outcome = new TopicSetup(admin).apply(specs);
          Duration took = Duration.ofNanos(System.nanoTime() - began);
          listener.onStep(describe(specs.size(), outcome), took);
        });
  }

  /// Returns what the topics are to be.
  List<TopicSpec> specs() {
    return Topics.all().stream().map(this::spec).map(options.topics()::over).toList();
  }

  /// With several brokers a topic is copied as it is in production.
  private TopicSpec spec(Topic<?, ?> topic) {
    TopicSpec local = TopicSpec.of(topic, TopicSpec.Estate.LOCAL);
    if (!options.broker().isReplicated()) {
      return local;
    }
    TopicSpec production = TopicSpec.of(topic, TopicSpec.Estate.PRODUCTION);
    Map<String, String> config = new HashMap<>(local.config());
    config.computeIfPresent(
        IN_SYNC_MIN, (_, alone) -> production.config().getOrDefault(IN_SYNC_MIN, alone));
    return new TopicSpec(local.name(), local.partitions(), production.replication(), config);
  }

  private static String describe(int topics, TopicSetup.Outcome outcome) {
    StringBuilder text = new StringBuilder(topics == 1 ? "1 topic" : topics + " topics");
    if (!outcome.created().isEmpty()) {
      text.append(", ").append(outcome.created().size()).append(" new");
    }
    if (!outcome.repaired().isEmpty()) {
      text.append(", brought back to the catalogue: ");
      text.append(String.join(", ", outcome.repaired()));
    }
    return text.toString();
  }
}
