package io.restante.local;

import io.restante.local.child.AotCache;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How an estate is started. Immutable: each `with` returns changed options.
///
/// @param dataDirectory where everything is kept, made when missing
/// @param endpoints where it listens
/// @param topics what the run changes of the catalogue's topics
/// @param broker how the broker runs
/// @param node how the gateway node runs
/// @param hasAccounts whether there are a directory and a key store, and the node serves accounts
/// @param aot where start-up caches are found; none: processes start without
public record EstateOptions(
    Path dataDirectory,
    Endpoints endpoints,
    TopicOverlay topics,
    BrokerOptions broker,
    NodeOptions node,
    boolean hasAccounts,
    Optional<AotCache> aot) {
  /// How the broker runs.
  ///
  /// @param jvmOptions replace the usual ones for heap and collector
  /// @param settings broker settings over those of `broker.properties`, by Kafka's names
  public record BrokerOptions(List<String> jvmOptions, Map<String, String> settings) {
    /// A short latency tail in little memory: see `docs/operations.md`.
    public static final BrokerOptions DEFAULT =
        new BrokerOptions(List.of("-Xms512m", "-Xmx512m", "-XX:+UseZGC"), Map.of());

    /// Copies the collections.
    public BrokerOptions {
      jvmOptions = List.copyOf(jvmOptions);
      settings = Map.copyOf(settings);
    }
  }

  /// How the gateway node runs.
  ///
  /// @param isStarted whether [Estate#start] starts it; [Estate#startNode] can do so later
  /// @param jvmOptions replace the usual ones for heap and collector
  /// @param environment variables over those the estate sets
  public record NodeOptions(
      boolean isStarted, List<String> jvmOptions, Map<String, String> environment) {
    /// Started, with a gigabyte of heap.
    public static final NodeOptions DEFAULT = new NodeOptions(true, List.of("-Xmx1g"), Map.of());

    /// Copies the collections.
    public NodeOptions {
      jvmOptions = List.copyOf(jvmOptions);
      environment = Map.copyOf(environment);
    }
  }

  /// Returns options for an estate of one's own: on a random loopback address, everything else as
  /// usual.
  public static EstateOptions in(Path dataDirectory) {
    return new EstateOptions(
        dataDirectory.toAbsolutePath().normalize(),
        Endpoints.onRandomAddress(),
        TopicOverlay.NONE,
        BrokerOptions.DEFAULT,
        NodeOptions.DEFAULT,
        false,
        AotCache.ofClone());
  }

  /// Sets where everything is kept.
  public EstateOptions inDirectory(Path directory) {
    Path absolute = directory.toAbsolutePath().normalize();
    return new EstateOptions(absolute, endpoints, topics, broker, node, hasAccounts, aot);
  }

  /// Sets where the estate listens.
  public EstateOptions listeningOn(Endpoints where) {
    return new EstateOptions(dataDirectory, where, topics, broker, node, hasAccounts, aot);
  }

  /// Sets what the run changes of the catalogue's topics.
  public EstateOptions withTopics(TopicOverlay overlay) {
    return new EstateOptions(dataDirectory, endpoints, overlay, broker, node, hasAccounts, aot);
  }

  /// Sets the number of partitions of every topic.
  public EstateOptions withPartitions(int count) {
    return withTopics(topics.withPartitions(count));
  }

  /// Sets one setting of one topic.
  public EstateOptions withTopicSetting(String topic, String setting, String value) {
    return withTopics(topics.with(topic, setting, value));
  }

  /// Replaces the broker's options for heap and collector.
  public EstateOptions withBrokerJvmOptions(String... jvmOptions) {
    return with(new BrokerOptions(List.of(jvmOptions), broker.settings()));
  }

  /// Sets one of the broker's settings.
  public EstateOptions withBrokerSetting(String setting, String value) {
    return with(new BrokerOptions(broker.jvmOptions(), with(broker.settings(), setting, value)));
  }

  /// Replaces the node's options for heap and collector.
  public EstateOptions withNodeJvmOptions(String... jvmOptions) {
    return with(new NodeOptions(node.isStarted(), List.of(jvmOptions), node.environment()));
  }

  /// Sets one variable of the node's environment.
  public EstateOptions withNodeEnvironment(String variable, String value) {
    return with(
        new NodeOptions(
            node.isStarted(), node.jvmOptions(), with(node.environment(), variable, value)));
  }

  /// Leaves the node out.
  public EstateOptions withoutNode() {
    return with(new NodeOptions(false, node.jvmOptions(), node.environment()));
  }

  /// Adds a directory (PostgreSQL) and a key store (Cassandra); the node serves accounts.
  public EstateOptions withAccounts() {
    return new EstateOptions(dataDirectory, endpoints, topics, broker, node, true, aot);
  }

  /// Leaves directory and key store out; the node serves the message path alone.
  public EstateOptions withoutAccounts() {
    return new EstateOptions(dataDirectory, endpoints, topics, broker, node, false, aot);
  }

  /// Sets where start-up caches are found or made.
  EstateOptions withAot(AotCache cache) {
    return new EstateOptions(
        dataDirectory, endpoints, topics, broker, node, hasAccounts, Optional.of(cache));
  }

  /// Starts processes without caches.
  EstateOptions withoutAot() {
    return new EstateOptions(
        dataDirectory, endpoints, topics, broker, node, hasAccounts, Optional.empty());
  }

  private EstateOptions with(BrokerOptions changed) {
    return new EstateOptions(dataDirectory, endpoints, topics, changed, node, hasAccounts, aot);
  }

  private EstateOptions with(NodeOptions changed) {
    return new EstateOptions(dataDirectory, endpoints, topics, broker, changed, hasAccounts, aot);
  }

  private static Map<String, String> with(Map<String, String> base, String key, String value) {
    Map<String, String> changed = new HashMap<>(base);
    changed.put(key, value);
    return changed;
  }
}
