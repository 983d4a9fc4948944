package io.restante.local;

import io.restante.local.child.AotCache;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How an estate is started. Immutable: each `with` returns changed options.
///
/// @param dataDirectory where everything is kept, made when missing
/// @param endpoints where it listens
/// @param detours ways that do not lead straight to where they go
/// @param topics what the run changes of the catalogue's topics
/// @param broker how the brokers run
/// @param node how the gateway nodes run
/// @param extras what there is beyond the message path
/// @param aot where start-up caches are found; none: processes start without
public record EstateOptions(
    Path dataDirectory,
    Endpoints endpoints,
    Detours detours,
    TopicOverlay topics,
    BrokerOptions broker,
    NodeOptions node,
    Extras extras,
    Optional<AotCache> aot) {
  /// How the brokers run.
  ///
  /// @param count how many there are: 1, or 3 to 9
  /// @param jvmOptions replace the usual ones for heap and collector
  /// @param settings broker settings over those of `broker.properties`, by Kafka's names
  public record BrokerOptions(int count, List<String> jvmOptions, Map<String, String> settings) {
    /// How many brokers hold each record, when there are several.
    static final int SEVERAL = 3;

    private static final int COUNT_MAX = 9;

    /// A short latency tail in little memory: see `docs/operations.md`.
    private static final List<String> ALONE = List.of("-Xms512m", "-Xmx512m", "-XX:+UseZGC");

    /// A collector that works beside the broker takes processor time from the other brokers of the
    /// machine. This one stops it instead, for ten milliseconds, and seldom: what is new has room
    /// for six seconds at 1,000 messages a second.
    private static final List<String> TOGETHER =
        List.of("-Xms760m", "-Xmx760m", "-Xmn520m", "-XX:+UseG1GC", "-XX:ConcGCThreads=1");

    /// One.
    public static final BrokerOptions DEFAULT = new BrokerOptions(1, ALONE, Map.of());

    /// Copies the collections.
    ///
    /// @throws IllegalArgumentException when there would be none, or two: neither could go on
    ///   without the other
    public BrokerOptions {
      if (count != 1 && (count < SEVERAL || count > COUNT_MAX)) {
        throw new IllegalArgumentException(
            "brokers: " + count + " (expected: 1, or " + SEVERAL + ".." + COUNT_MAX + ")");
      }
      jvmOptions = List.copyOf(jvmOptions);
      settings = Map.copyOf(settings);
    }

    /// Returns another number of brokers, which have what is usual for that many.
    BrokerOptions of(int number) {
      boolean isUsual = jvmOptions.equals(usual(count));
      return new BrokerOptions(number, isUsual ? usual(number) : jvmOptions, settings);
    }

    private static List<String> usual(int number) {
      return number == 1 ? ALONE : TOGETHER;
    }

    /// Whether records are kept by several brokers.
    boolean isReplicated() {
      return count >= SEVERAL;
    }
  }

  /// How the gateway nodes run.
  ///
  /// @param count how many there are, 1..9
  /// @param isStarted whether [Estate#start] starts them; [Estate#startNode] can do so later
  /// @param jvmOptions replace the usual ones for heap and collector
  /// @param environment variables over those the estate sets
  /// @param own variables of single nodes, over all others, by the node's index
  /// @param program what they run
  public record NodeOptions(
      int count,
      boolean isStarted,
      List<String> jvmOptions,
      Map<String, String> environment,
      Map<Integer, Map<String, String>> own,
      NodeProgram program) {
    private static final int COUNT_MAX = 9;

    /// One, started, with a gigabyte of heap at most; with less than a quarter of that G1 marks for
    /// ever.
    public static final NodeOptions DEFAULT =
        new NodeOptions(
            1, true, List.of("-Xms256m", "-Xmx1g"), Map.of(), Map.of(), NodeProgram.GATEWAY);

    /// Copies the collections.
    public NodeOptions {
      if (count < 1 || count > COUNT_MAX) {
        throw new IllegalArgumentException("nodes: " + count + " (expected: 1.." + COUNT_MAX + ")");
      }
      jvmOptions = List.copyOf(jvmOptions);
      environment = Map.copyOf(environment);
      Map<Integer, Map<String, String>> copy = new HashMap<>();
      own.forEach((node, variables) -> copy.put(node, Map.copyOf(variables)));
      own = Map.copyOf(copy);
    }

    /// Returns the variables of a node over those the estate sets.
    Map<String, String> environment(int index) {
      Map<String, String> variables = new HashMap<>(environment);
      variables.putAll(own.getOrDefault(index, Map.of()));
      return variables;
    }
  }

  /// What there is beyond the message path.
  ///
  /// @param accounts a directory and a key store; the nodes serve accounts
  /// @param objects an object store (S3); the nodes publish snapshots there
  /// @param connectors the directory is written to the log; counts only with accounts
  /// @param topologies messages to groups are fanned out; counts only with accounts
  public record Extras(boolean accounts, boolean objects, boolean connectors, boolean topologies) {
    /// Nothing.
    static final Extras NONE = new Extras(false, false, false, false);

    /// With accounts, nodes learn of devices from the log, so the directory has to be written
    /// there.
    Extras withAccounts(boolean are) {
      return new Extras(are, objects, connectors || are, topologies);
    }

    Extras withObjects(boolean are) {
      return new Extras(accounts, are, connectors, topologies);
    }
  }

  /// Returns options for an estate of one's own: on a random loopback address, everything else as
  /// usual.
  public static EstateOptions in(Path dataDirectory) {
    return new EstateOptions(
        dataDirectory.toAbsolutePath().normalize(),
        Endpoints.onRandomAddress(),
        Detours.NONE,
        TopicOverlay.NONE,
        BrokerOptions.DEFAULT,
        NodeOptions.DEFAULT,
        Extras.NONE,
        AotCache.ofClone());
  }

  /// Sets where everything is kept.
  public EstateOptions inDirectory(Path directory) {
    Path absolute = directory.toAbsolutePath().normalize();
    return new EstateOptions(absolute, endpoints, detours, topics, broker, node, extras, aot);
  }

  /// Sets where the estate listens.
  public EstateOptions listeningOn(Endpoints where) {
    return new EstateOptions(dataDirectory, where, detours, topics, broker, node, extras, aot);
  }

  /// Sets what the run changes of the catalogue's topics.
  public EstateOptions withTopics(TopicOverlay overlay) {
    return new EstateOptions(dataDirectory, endpoints, detours, overlay, broker, node, extras, aot);
  }

  /// Sets the number of partitions of every topic.
  public EstateOptions withPartitions(int count) {
    return withTopics(topics.withPartitions(count));
  }

  /// Sets one setting of one topic.
  public EstateOptions withTopicSetting(String topic, String setting, String value) {
    return withTopics(topics.with(topic, setting, value));
  }

  /// Replaces the brokers' options for heap and collector.
  public EstateOptions withBrokerJvmOptions(String... jvmOptions) {
    return with(new BrokerOptions(broker.count(), List.of(jvmOptions), broker.settings()));
  }

  /// Sets one of the brokers' settings.
  public EstateOptions withBrokerSetting(String setting, String value) {
    return with(
        new BrokerOptions(
            broker.count(), broker.jvmOptions(), with(broker.settings(), setting, value)));
  }

  /// Sets how many brokers there are: 1, or 3 to 9. Of three and more, three hold each record and
  /// two must have it before it is accepted. A data directory keeps the number it was made with.
  public EstateOptions withBrokers(int count) {
    return with(broker.of(count));
  }

  /// Sets how many gateway nodes there are, 1..9.
  public EstateOptions withNodes(int count) {
    return with(
        new NodeOptions(
            count,
            node.isStarted(),
            node.jvmOptions(),
            node.environment(),
            node.own(),
            node.program()));
  }

  /// Lets connections of one way go to a port of the estate's address instead, whose owner is to
  /// pass them on to [#target].
  public EstateOptions withDetour(Way way, int port) {
    return new EstateOptions(
        dataDirectory, endpoints, detours.with(way, port), topics, broker, node, extras, aot);
  }

  /// Returns where a way leads to in the end.
  public InetSocketAddress target(Way way) {
    return new InetSocketAddress(endpoints.address(), detours.target(way, endpoints));
  }

  /// Replaces the nodes' options for heap and collector.
  public EstateOptions withNodeJvmOptions(String... jvmOptions) {
    return with(
        new NodeOptions(
            node.count(),
            node.isStarted(),
            List.of(jvmOptions),
            node.environment(),
            node.own(),
            node.program()));
  }

  /// Sets one variable of every node's environment.
  public EstateOptions withNodeEnvironment(String variable, String value) {
    return with(
        new NodeOptions(
            node.count(),
            node.isStarted(),
            node.jvmOptions(),
            with(node.environment(), variable, value),
            node.own(),
            node.program()));
  }

  /// Sets one variable of one node's environment.
  public EstateOptions withNodeEnvironment(int index, String variable, String value) {
    Map<Integer, Map<String, String>> own = new HashMap<>(node.own());
    own.put(index, with(own.getOrDefault(index, Map.of()), variable, value));
    return with(
        new NodeOptions(
            node.count(),
            node.isStarted(),
            node.jvmOptions(),
            node.environment(),
            own,
            node.program()));
  }

  /// Sets what the nodes run.
  public EstateOptions withNodeProgram(NodeProgram program) {
    return with(
        new NodeOptions(
            node.count(),
            node.isStarted(),
            node.jvmOptions(),
            node.environment(),
            node.own(),
            program));
  }

  /// Leaves the nodes out.
  public EstateOptions withoutNode() {
    return with(
        new NodeOptions(
            node.count(),
            false,
            node.jvmOptions(),
            node.environment(),
            node.own(),
            node.program()));
  }

  /// Adds a directory (PostgreSQL), which is written to the log too, and a key store (Cassandra);
  /// the node serves accounts.
  public EstateOptions withAccounts() {
    return new EstateOptions(
        dataDirectory, endpoints, detours, topics, broker, node, extras.withAccounts(true), aot);
  }

  /// Leaves directory and key store out; the node serves the message path alone.
  public EstateOptions withoutAccounts() {
    return new EstateOptions(
        dataDirectory, endpoints, detours, topics, broker, node, extras.withAccounts(false), aot);
  }

  /// Adds an object store; the nodes publish snapshots of their indexes there, and fetch them.
  public EstateOptions withObjects() {
    return new EstateOptions(
        dataDirectory, endpoints, detours, topics, broker, node, extras.withObjects(true), aot);
  }

  /// Leaves the object store out.
  public EstateOptions withoutObjects() {
    return new EstateOptions(
        dataDirectory, endpoints, detours, topics, broker, node, extras.withObjects(false), aot);
  }

  /// Writes the directory to the log too, when there are accounts.
  public EstateOptions withConnectors() {
    return new EstateOptions(
        dataDirectory,
        endpoints,
        detours,
        topics,
        broker,
        node,
        new Extras(hasAccounts(), hasObjects(), true, extras.topologies()),
        aot);
  }

  /// Fans messages to groups out too, when there are accounts.
  public EstateOptions withTopologies() {
    return new EstateOptions(
        dataDirectory,
        endpoints,
        detours,
        topics,
        broker,
        node,
        new Extras(hasAccounts(), hasObjects(), extras.connectors(), true),
        aot);
  }

  /// Whether there are a directory and a key store, and the nodes serve accounts.
  public boolean hasAccounts() {
    return extras.accounts();
  }

  /// Whether there is an object store, and the nodes publish snapshots there.
  public boolean hasObjects() {
    return extras.objects();
  }

  /// Whether the directory is written to the log. Not without nodes: they make its tables.
  boolean writesDirectory() {
    return extras.accounts() && extras.connectors() && node.isStarted();
  }

  /// Whether messages to groups are fanned out.
  boolean runsTopologies() {
    return extras.accounts() && extras.topologies() && node.isStarted();
  }

  /// Sets where start-up caches are found or made.
  EstateOptions withAot(AotCache cache) {
    return new EstateOptions(
        dataDirectory, endpoints, detours, topics, broker, node, extras, Optional.of(cache));
  }

  /// Starts processes without caches.
  EstateOptions withoutAot() {
    return new EstateOptions(
        dataDirectory, endpoints, detours, topics, broker, node, extras, Optional.empty());
  }

  private EstateOptions with(BrokerOptions changed) {
    return new EstateOptions(dataDirectory, endpoints, detours, topics, changed, node, extras, aot);
  }

  private EstateOptions with(NodeOptions changed) {
    return new EstateOptions(
        dataDirectory, endpoints, detours, topics, broker, changed, extras, aot);
  }

  private static Map<String, String> with(Map<String, String> base, String key, String value) {
    Map<String, String> changed = new HashMap<>(base);
    changed.put(key, value);
    return changed;
  }
}
