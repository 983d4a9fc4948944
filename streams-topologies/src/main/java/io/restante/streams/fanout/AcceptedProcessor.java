package io.restante.streams.fanout;

import io.restante.contract.AuditTrail;
import io.restante.contract.MessagePlace;
import io.restante.contract.Recipients;
import io.restante.contract.Slot;
import io.restante.contract.UserId;
import io.restante.messaging.EnvelopeKind;
import io.restante.streams.fanout.rules.Counts;
import io.restante.streams.runtime.Destination;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/// Tells the audit of messages to groups, for each member: it is behind the fan-out, and is given
/// the records that go to members. The time is that at which `messaging.group-envelopes` took the
/// message. Runs on the stream thread.
final class AcceptedProcessor implements Processor<Destination, byte[], byte[], byte[]> {
  private final AuditTrail trail;
  private final Counts counts;
  private @Nullable ProcessorContext<byte[], byte[]> context; // Set by init.

  AcceptedProcessor(AuditTrail trail, Counts counts) {
    this.trail = trail;
    this.counts = counts;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> given) {
    context = given;
  }

  @Override
  public void process(Record<Destination, byte[]> record) {
    Slot slot = record.key().slot();
    Header header = record.headers().lastHeader(Recipients.HEADER);
    if (slot.kind() != EnvelopeKind.GROUP_MESSAGE || header == null) {
      return;
    }
    List<UserId> members = Recipients.decode(header.value());
    ByteBuffer value = ByteBuffer.wrap(record.value());
    MessagePlace place = MessagePlace.peek(slot.kind(), members.getFirst(), value);
    if (place == null) {
      return;
    }
    UserId sender = place.conversation().sender().user();
    for (UserId member : members) {
      if (!member.equals(sender) && trail.sample().has(place, member)) {
        tell(trail.accepted(place, member, record.timestamp()), record.timestamp());
      }
    }
  }

  private void tell(ProducerRecord<byte[], byte[]> accepted, long timestampMs) {
    ProcessorContext<byte[], byte[]> to = context;
    if (to == null) {
      throw new IllegalStateException("used before init");
    }
    counts.audited.increment();
    to.forward(new Record<>(accepted.key(), accepted.value(), timestampMs));
  }
}
