package io.restante.streams.receipt;

import io.restante.contract.Topics;
import io.restante.streams.receipt.rules.Counts;
import io.restante.streams.runtime.Destination;
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

/// What senders are told of how far their messages have come.
/// - reads `messaging.receipts` and `directory.users` (both by user, as many partitions each),
///   writes `messaging.envelopes`
/// - stores `progress`, `marks`, `users` on disk; each has a changelog
final class ReceiptTopology {
  /// The application id, and the consumer group.
  static final String APPLICATION = "streams-receipts";

  /// How far users have come.
  static final String PROGRESS = "progress";

  /// Conversations that wait to be told of.
  static final String MARKS = "marks";

  /// Who is told what others have read.
  static final String USERS = "users";

  private static final String USERS_SOURCE = "read-users";
  private static final String RECEIPTS_SOURCE = "read-receipts";
  private static final String PROCESSOR = "receipts";
  private static final String SINK = "write-envelopes";

  private ReceiptTopology() {}

  /// Makes it.
  ///
  /// @param partitions how many partitions `messaging.envelopes` has
  /// @param insyncReplicas how many copies of a changelog record there must be, 1 or more
  static Topology build(int partitions, int insyncReplicas, Counts counts) {
    ByteArrayDeserializer bytes = new ByteArrayDeserializer();
    Topology topology = new Topology();
    topology.addSource(USERS_SOURCE, bytes, bytes, Topics.USERS.name());
    topology.addSource(RECEIPTS_SOURCE, bytes, bytes, Topics.RECEIPTS.name());
    topology.addProcessor(
        PROCESSOR, () -> new ReceiptProcessor(partitions, counts), USERS_SOURCE, RECEIPTS_SOURCE);
    topology.addStateStore(store(PROGRESS, insyncReplicas), PROCESSOR);
    topology.addStateStore(store(MARKS, insyncReplicas), PROCESSOR);
    topology.addStateStore(store(USERS, insyncReplicas), PROCESSOR);
    topology.addSink(
        SINK,
        Topics.ENVELOPES.name(),
        Destination.KEYS,
        new ByteArraySerializer(),
        Destination.PARTITIONER,
        PROCESSOR);
    return topology;
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
