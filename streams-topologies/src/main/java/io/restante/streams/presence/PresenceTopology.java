package io.restante.streams.presence;

import io.restante.contract.Topics;
import io.restante.streams.presence.rules.Counts;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/// Who is there, told to whom it may concern.
/// - reads `presence.sessions`, `presence.watches`, `directory.users` and `directory.contacts` (all
///   by user, as many partitions each), and `gateway.ownership` whole
/// - writes `messaging.signals` and `presence.status`
/// - stores `sessions`, `watches`, `told`, `marks`, `users`, `contacts` on disk, each with a
///   changelog; `owners` of every partition, which `gateway.ownership` itself restores
final class PresenceTopology {
  /// The application id, and the consumer group.
  static final String APPLICATION = "streams-presence";

  /// Which devices are there.
  static final String SESSIONS = "sessions";

  /// Who wants to know of whom.
  static final String WATCHES = "watches";

  /// What was said last of each user.
  static final String TOLD = "told";

  /// Users who wait to be spoken of.
  static final String MARKS = "marks";

  /// Everybody's setting.
  static final String USERS = "users";

  /// Who has whom as a contact.
  static final String CONTACTS = "contacts";

  /// Who owns which partition, of all gateways: the records of `gateway.ownership`.
  static final String OWNERS = "owners";

  /// Where watchers are told.
  static final String SIGNALS_SINK = "write-signals";

  /// Where statuses are written.
  static final String STATUS_SINK = "write-status";

  private static final String PROCESSOR = "presence";

  private PresenceTopology() {}

  /// Makes it.
  ///
  /// @param facts what it has to know of its surroundings
  static Topology build(PresenceFacts facts, Counts counts) {
    ByteArrayDeserializer bytes = new ByteArrayDeserializer();
    Topology topology = new Topology();
    topology.addSource("read-users", bytes, bytes, Topics.USERS.name());
    topology.addSource("read-contacts", bytes, bytes, Topics.CONTACTS.name());
    topology.addSource("read-sessions", bytes, bytes, Topics.SESSIONS.name());
    topology.addSource("read-watches", bytes, bytes, Topics.WATCHES.name());
    topology.addProcessor(
        PROCESSOR,
        () -> new PresenceProcessor(facts, counts),
        "read-users",
        "read-contacts",
        "read-sessions",
        "read-watches");
    for (String store : List.of(SESSIONS, WATCHES, TOLD, MARKS, USERS, CONTACTS)) {
      topology.addStateStore(store(store, facts.insyncReplicas()), PROCESSOR);
    }
    topology.addGlobalStore(
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(OWNERS), Serdes.Bytes(), Serdes.ByteArray())
            .withLoggingDisabled(),
        "read-owners",
        bytes,
        bytes,
        Topics.OWNERSHIP.name(),
        "owners",
        OwnersProcessor::new);
    sink(topology, SIGNALS_SINK, Topics.SIGNALS.name());
    sink(topology, STATUS_SINK, Topics.STATUS.name());
    return topology;
  }

  private static void sink(Topology topology, String name, String topic) {
    topology.addSink(
        name,
        topic,
        UserDestination.KEYS,
        new ByteArraySerializer(),
        UserDestination.PARTITIONER,
        PROCESSOR);
  }

  private static StoreBuilder<KeyValueStore<Bytes, byte[]>> store(String name, int insyncReplicas) {
    return Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
        .withLoggingEnabled(
            Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_COMPACT,
                TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
                Integer.toString(insyncReplicas)))
        .withCachingDisabled();
  }
}
