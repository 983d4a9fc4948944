package io.restante.gateway.send;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.contract.GroupPartitioner;
import io.restante.contract.MessageId;
import io.restante.contract.MessagePlace;
import io.restante.contract.Topics;
import io.restante.contract.UserId;
import io.restante.messaging.GroupEnvelope;
import io.restante.shared.Id16;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.Test;

/// What becomes of submissions, with a log that answers when it is told to.
final class EnvelopeAppenderTest {
  private static final DeviceAddress ALICE = new DeviceAddress(new UserId(1, 1), 1);
  private static final UserId BOB = new UserId(2, 2);

  private final EnvelopeAppender appender =
      new EnvelopeAppender(
          new LogWriter("unused", 16, 1 << 20, settings()), 8, 4, 0, this::watched);
  private final List<String> watched = new ArrayList<>();
  private final Queue<Callback> unanswered = new ArrayDeque<>();
  private final Connection connection = new Connection();

  private void watched(MessagePlace place, UserId recipient, long acceptedMs) {
    watched.add(place.number() + " to " + recipient.low() + " at " + acceptedMs);
  }

  private static Map<String, Object> settings() {
    return LogWriter.producerSettings("127.0.0.1:1", 0);
  }

  @Test
  void messageIsAcceptedOnceEveryCopyIs() {
    send(1, 3);

    answer(10);
    answer(12);
    assertThat(connection.accepted).isEmpty();
    assertThat(watched).isEmpty();
    answer(11);

    assertThat(connection.accepted).containsExactly("1 at 12");
    assertThat(watched).containsExactly("1 to 2 at 12");
  }

  @Test
  void whatWaitsBehindFailedMessageOfTheConnectionIsDropped() {
    send(1, 1);
    refuse();
    send(2, 1);

    assertThat(connection.failed).containsExactly(1L);
    assertThat(unanswered).isEmpty();
    assertThat(connection.accepted).isEmpty();
  }

  @Test
  void oneRefusedCopyFailsTheMessage() {
    send(1, 2);

    refuse();
    answer(1);

    assertThat(connection.failed).containsExactly(1L);
    assertThat(connection.accepted).isEmpty();
    assertThat(watched).isEmpty();
  }

  @Test
  void messageToGroupIsOneRecordOfTheGroup() {
    GroupId group = new GroupId(7, 8);
    var submission =
        new Submission.ToGroup(
            new MessageId(0, 5),
            new DeviceAddress(BOB, 3),
            group,
            41,
            1_700_000_000_123L,
            6,
            38,
            ByteBuffer.wrap(new byte[] {9, 8, 7}),
            connection);
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();

    appender
        .job(submission)
        .send(
            (sent, callback) -> {
              records.add(sent);
              unanswered.add(callback);
            });
    answer(77);

    assertThat(connection.accepted).containsExactly("5 at 77");
    ProducerRecord<byte[], byte[]> made = records.getFirst();
    String topic = Topics.GROUP_ENVELOPES.name();
    assertThat(records).hasSize(1);
    assertThat(made.topic()).isEqualTo(topic);
    assertThat(made.partition()).isEqualTo(GroupPartitioner.partition(group, 4));
    assertThat(made.key()).isEqualTo(bytes(7, 8));
    GroupEnvelope envelope =
        Topics.GROUP_ENVELOPES.values().deserializer().deserialize(topic, made.value());
    assertThat(envelope)
        .isEqualTo(
            new GroupEnvelope(
                new Id16(bytes(0, 5)),
                new Id16(bytes(BOB.high(), BOB.low())),
                3,
                41L,
                6L,
                Instant.ofEpochMilli(1_700_000_000_123L),
                ByteBuffer.wrap(new byte[] {9, 8, 7}),
                38L));
  }

  @Test
  void refusedMessageToGroupFailsIt() {
    var submission =
        new Submission.ToGroup(
            new MessageId(0, 5),
            ALICE,
            new GroupId(7, 8),
            1,
            0,
            1,
            0,
            ByteBuffer.allocate(1),
            connection);
    LogWriter.Output output = (_, callback) -> unanswered.add(callback);

    appender.job(submission).send(output);
    refuse();
    appender.job(submission).send(output);

    assertThat(connection.failed).containsExactly(5L);
    assertThat(unanswered).isEmpty();
  }

  private static byte[] bytes(long high, long low) {
    return ByteBuffer.allocate(16).putLong(high).putLong(low).array();
  }

  private void send(long number, int copies) {
    List<Submission.Copy> ciphertexts =
        IntStream.rangeClosed(1, copies)
            .mapToObj(device -> new Submission.Copy(device, ByteBuffer.allocate(8)))
            .toList();
    appender
        .job(
            new Submission.ToUser(
                new MessageId(0, number), ALICE, BOB, number, 0, 0, ciphertexts, connection))
        .send((_, callback) -> unanswered.add(callback));
  }

  private void answer(long atMs) {
    var partition = new TopicPartition("messaging.envelopes", 0);
    unanswered.remove().onCompletion(new RecordMetadata(partition, 0, 0, atMs, 0, 0), null);
  }

  private void refuse() {
    unanswered.remove().onCompletion(null, new RecordTooLargeException("planted"));
  }

  /// A connection that remembers what it was told.
  private static final class Connection implements Submission.Outcome {
    private final List<String> accepted = new ArrayList<>();
    private final List<Long> failed = new ArrayList<>();

    @Override
    public void accepted(MessageId id, long acceptedAtMs) {
      accepted.add(id.low() + " at " + acceptedAtMs);
    }

    @Override
    public void failed(MessageId id) {
      failed.add(id.low());
    }

    @Override
    public boolean hasFailed() {
      return !failed.isEmpty();
    }
  }
}
