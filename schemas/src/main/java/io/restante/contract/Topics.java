package io.restante.contract;

import io.restante.fleet.OwnedPartition;
import io.restante.fleet.Ownership;
import io.restante.messaging.Envelope;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;

/// Every topic there is, one constant for each folder under `topics/`.
public final class Topics {
  /// The offline queue: one record for each envelope on its way to a device.
  public static final Topic<Slot, Envelope> ENVELOPES =
      new Topic<>(
          "messaging.envelopes",
          Serdes.serdeFrom(
              (topic, slot) -> SlotCodec.encode(slot),
              (topic, key) -> SlotCodec.decode(ByteBuffer.wrap(key))),
          Serdes.serdeFrom(
              (topic, envelope) -> envelope == null ? null : EnvelopeCodec.encode(envelope),
              (topic, value) ->
                  value == null ? null : EnvelopeCodec.decode(ByteBuffer.wrap(value))));

  /// Who has which partition: one record for each partition of each gateway.
  public static final Topic<OwnedPartition, Ownership> OWNERSHIP =
      new Topic<>(
          "gateway.ownership",
          Serdes.serdeFrom(
              (topic, partition) -> OwnershipCodec.encodeKey(partition),
              (topic, key) -> OwnershipCodec.decodeKey(key)),
          Serdes.serdeFrom(
              (topic, claim) -> claim == null ? null : OwnershipCodec.encode(claim),
              (topic, value) -> value == null ? null : OwnershipCodec.decode(value)));

  private Topics() {}

  /// Returns all topics, in the order of their names.
  public static List<Topic<?, ?>> all() {
    return List.of(OWNERSHIP, ENVELOPES);
  }
}
