package io.restante.streams.runtime;

import io.restante.contract.Slot;
import io.restante.contract.SlotCodec;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.StreamPartitioner;

/// Where a record of `messaging.envelopes` goes: its key, and the partition, which the key of a
/// shared record does not tell.
///
/// @param partition which one
/// @param slot the record's key
public record Destination(int partition, Slot slot) {
  /// Writes the slot alone.
  public static final Serializer<Destination> KEYS = (_, to) -> SlotCodec.encode(to.slot());

  /// Puts each record where it says. One that there is not stops the producer.
  public static final StreamPartitioner<Destination, byte[]> PARTITIONER =
      (_, to, _, _) -> Optional.of(Set.of(to.partition()));
}
