package io.restante.streams.presence;

import io.restante.contract.ContractException;
import io.restante.contract.OwnershipCodec;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/// Keeps the claim with the highest epoch of each partition. Runs on the global stream thread.
final class OwnersProcessor implements Processor<byte[], byte[], Void, Void> {
  private @Nullable KeyValueStore<Bytes, byte[]> owners; // Set by init.

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    owners = context.getStateStore(PresenceTopology.OWNERS);
  }

  @Override
  public void process(Record<byte[], byte[]> claim) {
    KeyValueStore<Bytes, byte[]> table = owners;
    if (table == null || claim.key() == null || claim.value() == null) {
      return;
    }
    Bytes key = Bytes.wrap(claim.key());
    if (epoch(claim.value()) >= epoch(table.get(key))) {
      table.put(key, claim.value());
    }
  }

  /// Returns a claim's epoch; the lowest for one that can't be read.
  static long epoch(byte @Nullable [] claim) {
    try {
      return claim == null ? Long.MIN_VALUE : OwnershipCodec.decode(claim).getEpoch();
    } catch (ContractException | IllegalArgumentException e) {
      return Long.MIN_VALUE;
    }
  }
}
