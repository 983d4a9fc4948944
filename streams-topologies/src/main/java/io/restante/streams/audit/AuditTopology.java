package io.restante.streams.audit;

import io.restante.contract.Topics;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/// What becomes of messages.
/// - reads `messaging.delivery-audit`, writes nothing: what it finds are figures
/// - stores `traces` on disk; it has a changelog
final class AuditTopology {
  /// The application id, and the consumer group.
  static final String APPLICATION = "streams-audit";

  /// How far messages have come, by pseudonym.
  static final String TRACES = "traces";

  private static final String SOURCE = "read-delivery-audit";
  private static final String PROCESSOR = "audit";

  private AuditTopology() {}

  /// Makes it.
  ///
  /// @param insyncReplicas how many copies of a changelog record there must be, 1 or more
  static Topology build(int insyncReplicas, AuditBoard board) {
    ByteArrayDeserializer bytes = new ByteArrayDeserializer();
    Topology topology = new Topology();
    topology.addSource(SOURCE, bytes, bytes, Topics.AUDIT.name());
    topology.addProcessor(PROCESSOR, () -> new AuditProcessor(board), SOURCE);
    topology.addStateStore(traces(insyncReplicas), PROCESSOR);
    return topology;
  }

  private static StoreBuilder<KeyValueStore<Bytes, byte[]>> traces(int insyncReplicas) {
    return Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(TRACES), Serdes.Bytes(), Serdes.ByteArray())
        .withLoggingEnabled(
            Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_COMPACT,
                TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
                Integer.toString(insyncReplicas)))
        .withCachingDisabled();
  }
}
