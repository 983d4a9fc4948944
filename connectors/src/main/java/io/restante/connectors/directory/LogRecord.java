package io.restante.connectors.directory;

import io.restante.contract.RecipientPartitioner;
import io.restante.contract.Topic;
import io.restante.contract.UserId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A record on its way into the log.
///
/// @param topic where it goes
/// @param owner the user or group that decides the partition
/// @param key which row it stands for
/// @param value the row; null: it is gone
record LogRecord<K, V>(Topic<K, V> topic, UUID owner, K key, @Nullable V value) {
  /// Returns the partition. Users and groups have the same rule.
  ///
  /// @param partitions how many the topic has, 1 or more
  int partition(int partitions) {
    UserId id = new UserId(owner.getMostSignificantBits(), owner.getLeastSignificantBits());
    return RecipientPartitioner.partition(id, partitions);
  }

  byte[] keyBytes() {
    return topic.keys().serializer().serialize(topic.name(), key);
  }

  byte @Nullable [] valueBytes() {
    return topic.values().serializer().serialize(topic.name(), value);
  }
}
