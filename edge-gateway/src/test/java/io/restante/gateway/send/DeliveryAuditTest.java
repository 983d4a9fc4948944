package io.restante.gateway.send;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.AuditSample;
import io.restante.contract.AuditTrail;
import io.restante.contract.Conversation;
import io.restante.contract.DeviceAddress;
import io.restante.contract.MessagePlace;
import io.restante.contract.ReceiptEvent.Watermark;
import io.restante.contract.Topics;
import io.restante.contract.UserId;
import io.restante.gateway.mailbox.Passage;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.Test;

/// What the audit is told, and what waits for it.
final class DeliveryAuditTest {
  private static final DeviceAddress ALICE = new DeviceAddress(new UserId(1, 1), 1);
  private static final UserId BOB = new UserId(2, 2);
  private static final UserId CAROL = new UserId(3, 3);
  private static final Conversation CONVERSATION = Conversation.with(BOB, ALICE);
  private static final MessagePlace PLACE = new MessagePlace(CONVERSATION, 7);

  private final AuditTrail trail = new AuditTrail(new byte[32], new AuditSample(1));
  private final DeliveryAudit audit = new DeliveryAudit(trail);
  private final List<ProducerRecord<byte[], byte[]>> appended = new ArrayList<>();
  private final List<Callback> unanswered = new ArrayList<>();
  private final AtomicInteger done = new AtomicInteger();
  private final Housekeeper housekeeper =
      new Housekeeper(
          new LogWriter("unused", 2, 1 << 20, LogWriter.producerSettings("127.0.0.1:1", 0)),
          8,
          audit,
          InstantSource.system());

  private long count(String name) {
    return Objects.requireNonNull(audit.counts().get("edge.audit." + name)).getAsLong();
  }

  @Test
  void everyPassageAndEveryReadingIsARecord() {
    Passage passage = new Passage(BOB, 7, 100, 105, true, 120);
    List<ProducerRecord<byte[], byte[]>> records =
        audit.reported(
            CONVERSATION,
            List.of(new Watermark(BOB, 7, 5), new Watermark(CAROL, 7, 0)),
            List.of(passage),
            130);

    assertThat(records).hasSize(2);
    assertSame(records.get(0), trail.delivered(PLACE, BOB, 100, 105, true, 120));
    assertSame(records.get(1), trail.read(new MessagePlace(CONVERSATION, 5), BOB, 130));
  }

  private static void assertSame(
      ProducerRecord<byte[], byte[]> found, ProducerRecord<byte[], byte[]> expected) {
    assertThat(found.topic()).isEqualTo(Topics.AUDIT.name());
    assertThat(found.key()).isEqualTo(expected.key());
    assertThat(found.value()).isEqualTo(expected.value());
  }

  @Test
  void whatGoesToOnesOwnDevicesIsNotLookedAt() {
    assertThat(audit.looksAt(PLACE, BOB)).isTrue();
    assertThat(audit.looksAt(PLACE, ALICE.user())).isFalse();
    assertThat(audit.expired(PLACE, List.of(BOB, ALICE.user()), 1)).hasSize(1);
  }

  @Test
  void withoutAKeyThereIsNoAudit() {
    DeliveryAudit none = new DeliveryAudit(null);
    assertThat(none.looksAt(PLACE, BOB)).isFalse();
    assertThat(none.expired(PLACE, List.of(BOB), 1)).isEmpty();
    assertThat(none.reported(CONVERSATION, List.of(new Watermark(BOB, 1, 1)), List.of(), 1))
        .isEmpty();
  }

  private void append() {
    ProducerRecord<byte[], byte[]> main = new ProducerRecord<>("main", new byte[1], new byte[1]);
    housekeeper.append(
        (sent, callback) -> {
          appended.add(sent);
          unanswered.add(callback);
        },
        List.of(trail.read(PLACE, BOB, 1), trail.read(PLACE, CAROL, 1)),
        main,
        done::incrementAndGet);
  }

  @Test
  void whatFollowsWaitsForTheAuditToo() {
    append();
    assertThat(appended).extracting(ProducerRecord::topic).endsWith("main");
    unanswered.get(2).onCompletion(null, null);
    unanswered.get(0).onCompletion(null, null);
    assertThat(done).hasValue(0);
    unanswered.get(1).onCompletion(null, null);

    assertThat(done).hasValue(1);
    assertThat(count("offered")).isEqualTo(2);
    assertThat(count("appended")).isEqualTo(2);
    assertThat(count("dropped")).isZero();
  }

  @Test
  void whatTheLogRefusesOfTheAuditHoldsUpNothing() {
    append();
    unanswered.get(0).onCompletion(null, new RecordTooLargeException());
    unanswered.get(1).onCompletion(null, null);
    unanswered.get(2).onCompletion(null, null);

    assertThat(done).hasValue(1);
    assertThat(count("dropped")).isEqualTo(1);
  }

  @Test
  void nothingFollowsWhatTheLogRefused() {
    append();
    unanswered.get(0).onCompletion(null, null);
    unanswered.get(1).onCompletion(null, null);
    unanswered.get(2).onCompletion(null, new RecordTooLargeException());

    assertThat(done).hasValue(0);
  }

  @Test
  void withoutRoomAnAcceptedMessageIsCountedAsDropped() {
    for (int i = 0; i < 5; i++) {
      housekeeper.accepted(PLACE, BOB, 1);
    }
    housekeeper.accepted(PLACE, ALICE.user(), 1);

    assertThat(count("offered")).isEqualTo(5);
    assertThat(count("dropped")).isEqualTo(3);
  }
}
