package io.restante.streams.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.AuditSample;
import io.restante.contract.AuditTrail;
import io.restante.contract.Conversation;
import io.restante.contract.DeviceAddress;
import io.restante.contract.EnvelopeCodec;
import io.restante.contract.GroupId;
import io.restante.contract.MessageId;
import io.restante.contract.MessagePlace;
import io.restante.contract.Recipients;
import io.restante.contract.Slot;
import io.restante.contract.UserId;
import io.restante.messaging.GroupEnvelope;
import io.restante.shared.Id16;
import io.restante.streams.fanout.rules.Counts;
import io.restante.streams.runtime.Destination;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

class AcceptedProcessorTest {
  private static final GroupId GROUP = new GroupId(0x7000L, 42);
  private static final UserId ANN = new UserId(0x7000L, 1);
  private static final UserId BOB = new UserId(0x7000L, 2);
  private static final UserId EVE = new UserId(0x7000L, 3);
  private static final MessageId ID = new MessageId(0x7000L, 9);
  private static final long AT = 1_795_000_000_000L;

  private final Counts counts = new Counts();
  private final MockProcessorContext<byte[], byte[]> context = new MockProcessorContext<>();

  private AcceptedProcessor processor(AuditTrail trail) {
    AcceptedProcessor processor = new AcceptedProcessor(trail, counts);
    processor.init(context);
    return processor;
  }

  private static Record<Destination, byte[]> message(List<UserId> members) {
    GroupEnvelope envelope =
        new GroupEnvelope(
            id16(ID.high(), ID.low()),
            id16(ANN.high(), ANN.low()),
            1,
            7L,
            1L,
            Instant.ofEpochMilli(AT - 3),
            ByteBuffer.wrap(new byte[5]),
            0L);
    RecordHeaders headers = new RecordHeaders();
    headers.add(Recipients.HEADER, Recipients.encode(members));
    return new Record<>(
        new Destination(3, Slot.ofGroupMessage(ID, 1)),
        EnvelopeCodec.encodeGroupMessage(GROUP, envelope),
        AT,
        headers);
  }

  private static Id16 id16(long high, long low) {
    return new Id16(ByteBuffer.allocate(16).putLong(high).putLong(low).array());
  }

  @Test
  void theAuditHearsOfEveryMemberButTheSender() {
    AuditTrail trail = new AuditTrail(new byte[32], new AuditSample(1));

    processor(trail).process(message(List.of(ANN, BOB, EVE)));

    MessagePlace place = new MessagePlace(Conversation.with(GROUP, new DeviceAddress(ANN, 1)), 7);
    assertThat(context.forwarded()).hasSize(2);
    List<UserId> members = List.of(BOB, EVE);
    for (int i = 0; i < 2; i++) {
      ProducerRecord<byte[], byte[]> expected = trail.accepted(place, members.get(i), AT);
      Record<? extends byte[], ? extends byte[]> told = context.forwarded().get(i).record();
      assertThat(told.key()).isEqualTo(expected.key());
      assertThat(told.value()).isEqualTo(expected.value());
    }
    assertThat(counts.audited.sum()).isEqualTo(2);
  }

  @Test
  void whatIsNoMessageToAGroupIsPassedBy() {
    AcceptedProcessor processor = processor(new AuditTrail(new byte[32], new AuditSample(1)));
    RecordHeaders headers = new RecordHeaders();
    headers.add(Recipients.HEADER, Recipients.encode(List.of(BOB)));
    processor.process(
        new Record<>(
            new Destination(3, Slot.ofGroupChanged(GROUP, 1)),
            EnvelopeCodec.encodeGroupChanged(GROUP, 2),
            AT,
            headers));
    processor.process(
        new Record<>(
            new Destination(3, Slot.ofReceipt(Conversation.with(GROUP, new DeviceAddress(ANN, 1)))),
            new byte[] {1},
            AT));

    assertThat(context.forwarded()).isEmpty();
  }

  @Test
  void onlyTheSampleIsTold() {
    processor(new AuditTrail(new byte[32], AuditSample.NONE)).process(message(List.of(BOB, EVE)));
    assertThat(context.forwarded()).isEmpty();
  }
}
