package io.restante.streams.fanout;

import io.restante.contract.AuditTrail;
import io.restante.contract.Topics;
import io.restante.streams.fanout.rules.Counts;
import io.restante.streams.runtime.Destination;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/// The fan-out of messages to groups.
/// - reads `directory.group-members` and `messaging.group-envelopes` (both by group, as many
///   partitions each), writes `messaging.envelopes`, and `messaging.delivery-audit` if there is one
/// - stores `groups`, `pending`, `refused` on disk, `parked` in memory, because it holds
///   ciphertexts; each has a changelog
final class FanOutTopology {
  /// The application id, and the consumer group.
  static final String APPLICATION = "streams-fan-out";

  /// Who is in which group.
  static final String GROUPS = "groups";

  /// Rows whose marker has not come.
  static final String PENDING = "pending";

  /// Messages that wait.
  static final String PARKED = "parked";

  /// What sending devices have to repeat first.
  static final String REFUSED = "refused";

  private static final String MEMBERS_SOURCE = "read-group-members";
  private static final String MESSAGES_SOURCE = "read-group-envelopes";
  private static final String PROCESSOR = "fan-out";
  private static final String SINK = "write-envelopes";
  private static final String ACCEPTED = "accepted";
  private static final String AUDIT_SINK = "write-delivery-audit";

  private FanOutTopology() {}

  static Topology build(FanOutSettings settings, TaskBoard board, Counts counts) {
    ByteArrayDeserializer bytes = new ByteArrayDeserializer();
    Topology topology = new Topology();
    topology.addSource(MEMBERS_SOURCE, bytes, bytes, Topics.GROUP_MEMBERS.name());
    topology.addSource(MESSAGES_SOURCE, bytes, bytes, Topics.GROUP_ENVELOPES.name());
    topology.addProcessor(
        PROCESSOR,
        () -> new FanOutProcessor(settings, board, counts),
        MEMBERS_SOURCE,
        MESSAGES_SOURCE);
    Map<String, String> usual = usual(settings);
    topology.addStateStore(onDisk(GROUPS, usual), PROCESSOR);
    topology.addStateStore(onDisk(PENDING, usual), PROCESSOR);
    topology.addStateStore(onDisk(REFUSED, usual), PROCESSOR);
    topology.addStateStore(
        store(Stores.inMemoryKeyValueStore(PARKED), forgetting(settings)), PROCESSOR);
    topology.addSink(
        SINK,
        Topics.ENVELOPES.name(),
        Destination.KEYS,
        new ByteArraySerializer(),
        Destination.PARTITIONER,
        PROCESSOR);
    AuditTrail audit = settings.audit();
    if (audit != null) {
      topology.addProcessor(ACCEPTED, () -> new AcceptedProcessor(audit, counts), PROCESSOR);
      topology.addSink(
          AUDIT_SINK,
          Topics.AUDIT.name(),
          new ByteArraySerializer(),
          new ByteArraySerializer(),
          ACCEPTED);
    }
    return topology;
  }

  private static StoreBuilder<KeyValueStore<Bytes, byte[]>> onDisk(
      String name, Map<String, String> changelog) {
    return store(Stores.persistentKeyValueStore(name), changelog);
  }

  /// Nothing is held back in a cache: what is written once a marker is not written twice.
  private static StoreBuilder<KeyValueStore<Bytes, byte[]>> store(
      KeyValueBytesStoreSupplier supplier, Map<String, String> changelog) {
    return Stores.keyValueStoreBuilder(supplier, Serdes.Bytes(), Serdes.ByteArray())
        .withLoggingEnabled(changelog)
        .withCachingDisabled();
  }

  private static Map<String, String> usual(FanOutSettings settings) {
    return Map.of(
        TopicConfig.CLEANUP_POLICY_CONFIG,
        TopicConfig.CLEANUP_POLICY_COMPACT,
        TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
        Integer.toString(settings.insyncReplicas()));
  }

  /// The changelog of what waits holds ciphertexts, so it forgets as `messaging.envelopes` does.
  private static Map<String, String> forgetting(FanOutSettings settings) {
    String segmentMs = Long.toString(settings.segment().toMillis());
    Map<String, String> config = new HashMap<>(usual(settings));
    config.put(TopicConfig.SEGMENT_MS_CONFIG, segmentMs);
    config.put(TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG, segmentMs);
    config.put(TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.2");
    config.put(TopicConfig.DELETE_RETENTION_MS_CONFIG, "3600000");
    config.put(TopicConfig.FILE_DELETE_DELAY_MS_CONFIG, "1000");
    return config;
  }
}
