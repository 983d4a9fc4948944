package io.restante.streams.presence;

import io.restante.contract.UserId;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.StreamPartitioner;

/// Where a record of a topic by user goes.
///
/// @param partition which one
/// @param user the record's key
record UserDestination(int partition, UserId user) {
  /// Writes the user alone.
  static final Serializer<UserDestination> KEYS =
      (_, to) -> ByteBuffer.allocate(16).putLong(to.user().high()).putLong(to.user().low()).array();

  /// Puts each record where it says. One that there is not stops the producer.
  static final StreamPartitioner<UserDestination, byte[]> PARTITIONER =
      (_, to, _, _) -> Optional.of(Set.of(to.partition()));
}
