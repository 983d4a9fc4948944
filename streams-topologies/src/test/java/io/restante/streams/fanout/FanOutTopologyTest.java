package io.restante.streams.fanout;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.DeviceAddress;
import io.restante.contract.DirectoryKeys;
import io.restante.contract.EnvelopeCodec;
import io.restante.contract.GroupId;
import io.restante.contract.RecipientPartitioner;
import io.restante.contract.Recipients;
import io.restante.contract.Slot;
import io.restante.contract.SlotCodec;
import io.restante.contract.Topics;
import io.restante.contract.UserId;
import io.restante.directory.GroupMarker;
import io.restante.directory.GroupMemberRow;
import io.restante.directory.Member;
import io.restante.directory.MemberRole;
import io.restante.messaging.Envelope;
import io.restante.messaging.EnvelopeKind;
import io.restante.messaging.GroupEnvelope;
import io.restante.messaging.GroupRefusalReason;
import io.restante.shared.Id16;
import io.restante.streams.fanout.rules.Committed;
import io.restante.streams.fanout.rules.Counts;
import io.restante.streams.fanout.rules.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FanOutTopologyTest {
  private static final int PARTITIONS = 16;
  private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");
  private static final GroupId GROUP = new GroupId(0x7000L, 42);
  private static final UserId ANN = new UserId(0x7000L, 1);
  private static final UserId BOB = new UserId(0x7000L, 2);
  private static final UserId EVE = new UserId(0x7000L, 3);

  private final Counts counts = new Counts();
  private final FanOutSettings settings =
      new FanOutSettings(
          PARTITIONS,
          Limits.of(Duration.ofSeconds(30), Duration.ofSeconds(15)),
          Duration.ofSeconds(15),
          1,
          _ -> Committed.NOTHING,
          null);
  private final TopologyTestDriver driver =
      new TopologyTestDriver(
          FanOutTopology.build(settings, new TaskBoard(1 << 20), counts), properties(), START);
  private final TestInputTopic<byte[], byte[]> members = input(Topics.GROUP_MEMBERS.name());
  private final TestInputTopic<byte[], byte[]> messages = input(Topics.GROUP_ENVELOPES.name());
  private final TestOutputTopic<byte[], byte[]> envelopes =
      driver.createOutputTopic(
          Topics.ENVELOPES.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer());

  private static Properties properties() {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, FanOutTopology.APPLICATION);
    return properties;
  }

  private TestInputTopic<byte[], byte[]> input(String topic) {
    return driver.createInputTopic(
        topic, new ByteArraySerializer(), new ByteArraySerializer(), START, Duration.ZERO);
  }

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void theTopologyIsTheOneThatWasReviewed() throws IOException {
    try (InputStream reviewed =
        FanOutTopologyTest.class.getResourceAsStream("/topologies/fan-out.txt")) {
      String expected = reviewed == null ? "" : new String(reviewed.readAllBytes(), UTF_8);
      String built = FanOutTopology.build(settings, new TaskBoard(0), counts).describe().toString();
      assertThat(built.strip()).isEqualTo(expected.strip()).doesNotContain("KSTREAM-", "KTABLE-");
    }
  }

  @Test
  void aMessageIsOneRecordForEachPartitionAndNamesItsMembers() {
    List<UserId> users =
        IntStream.rangeClosed(1, 1_024).mapToObj(i -> new UserId(0x7000L, i)).toList();
    users.forEach(user -> row(user, 1L));
    marker(1, 1_024);
    assertThat(written(EnvelopeKind.GROUP_CHANGED)).hasSize(PARTITIONS);
    send(ANN, 1, 1);
    List<TestRecord<byte[], byte[]>> records = written(EnvelopeKind.GROUP_MESSAGE);
    assertThat(records).hasSize(PARTITIONS);
    Set<UserId> named = new HashSet<>();
    for (TestRecord<byte[], byte[]> record : records) {
      List<UserId> recipients = recipients(record);
      assertThat(recipients).isNotEmpty().noneMatch(named::contains);
      assertThat(recipients.stream().map(it -> RecipientPartitioner.partition(it, PARTITIONS)))
          .containsOnly(RecipientPartitioner.partition(recipients.getFirst(), PARTITIONS));
      named.addAll(recipients);
      assertThat(record.value()).isEqualTo(records.getFirst().value());
      assertThat(SlotCodec.decode(ByteBuffer.wrap(record.key())).isShared()).isTrue();
    }
    assertThat(named).containsExactlyInAnyOrderElementsOf(users);
    assertThat(counts.recipients.sum()).isEqualTo(1_024);
  }

  @Test
  void aRepetitionHasASlotOfItsOwn() {
    groupOf(ANN);
    send(ANN, 1, 1);
    send(ANN, 1, 1);
    List<TestRecord<byte[], byte[]>> records = written(EnvelopeKind.GROUP_MESSAGE);
    assertThat(records).hasSize(2);
    assertThat(records.get(0).key()).isNotEqualTo(records.get(1).key());
  }

  @Test
  void whatIsAheadOfTheDirectoryWaitsForIt() {
    groupOf(ANN, BOB);
    send(ANN, 1, 2);
    send(BOB, 1, 1);
    row(EVE, 2L);
    assertThat(written(EnvelopeKind.GROUP_MESSAGE)).isEmpty();
    marker(2, 3);
    List<TestRecord<byte[], byte[]>> records = envelopes.readRecordsToList();
    assertThat(names(records, EnvelopeKind.GROUP_MESSAGE, 1, ANN))
        .containsExactlyInAnyOrder(ANN, BOB, EVE);
    // The older revision: not for who came after it, and its sender is told.
    assertThat(names(records, EnvelopeKind.GROUP_MESSAGE, 1, BOB))
        .containsExactlyInAnyOrder(ANN, BOB);
    assertThat(records)
        .extracting(it -> SlotCodec.decode(ByteBuffer.wrap(it.key())))
        .contains(Slot.ofGroupChanged(new DeviceAddress(BOB, 1), GROUP, 2));
  }

  @Test
  void whatWaitsForTooLongIsRefusedAndThenNothingBehindIt() {
    groupOf(ANN);
    send(ANN, 1, 9);
    send(ANN, 2, 1);
    driver.advanceWallClockTime(Duration.ofSeconds(29));
    assertThat(written(EnvelopeKind.GROUP_REFUSED)).isEmpty();
    driver.advanceWallClockTime(Duration.ofSeconds(2));
    List<TestRecord<byte[], byte[]>> records = envelopes.readRecordsToList();
    assertThat(records).hasSize(1);
    Envelope refusal = EnvelopeCodec.decode(ByteBuffer.wrap(records.getFirst().value()));
    assertThat(refusal.getGroupRefused().getReason())
        .isEqualTo(GroupRefusalReason.DIRECTORY_BEHIND);
    assertThat(refusal.getGroupRefused().getNumber()).isEqualTo(1);
    assertThat(counts.withheld.sum()).isEqualTo(1);
    send(ANN, 3, 1);
    assertThat(written(EnvelopeKind.GROUP_MESSAGE)).isEmpty();
    send(ANN, 1, 1);
    send(ANN, 2, 1);
    assertThat(written(EnvelopeKind.GROUP_MESSAGE)).hasSize(2);
  }

  @Test
  void whoWasRemovedCannotSendAndIsTold() {
    groupOf(ANN, EVE);
    row(EVE, null);
    marker(2, 1);
    List<TestRecord<byte[], byte[]>> told = envelopes.readRecordsToList();
    assertThat(told.stream().flatMap(it -> recipients(it).stream()))
        .containsExactlyInAnyOrder(ANN, EVE);
    send(EVE, 1, 1);
    List<TestRecord<byte[], byte[]>> records = envelopes.readRecordsToList();
    assertThat(records).hasSize(1);
    Envelope refusal = EnvelopeCodec.decode(ByteBuffer.wrap(records.getFirst().value()));
    assertThat(refusal.getGroupRefused().getReason()).isEqualTo(GroupRefusalReason.NOT_A_MEMBER);
    assertThat(refusal.getGroupRefused().getRevision()).isEqualTo(1);
    assertThat(refusal.getGroupRefused().getGroup())
        .isEqualTo(DirectoryKeys.group(GROUP).getGroup());
  }

  @Test
  void whoIsNoMemberHoldsUpNobody() {
    groupOf(ANN);
    send(EVE, 1, 7);
    send(ANN, 1, 1);
    assertThat(written(EnvelopeKind.GROUP_MESSAGE)).hasSize(1);
  }

  @Test
  void aGroupThatIsGoneIsUnknownAtOnce() {
    groupOf(ANN);
    row(ANN, null);
    members.pipeInput(key(UserId.NOBODY), null, START);
    Envelope told =
        EnvelopeCodec.decode(ByteBuffer.wrap(envelopes.readRecordsToList().getFirst().value()));
    assertThat(told.getGroupChanged().getRevision()).isZero();
    send(ANN, 1, 1);
    assertThat(written(EnvelopeKind.GROUP_REFUSED)).hasSize(1);
    assertThat(counts.refused(GroupRefusalReason.UNKNOWN_GROUP).sum()).isEqualTo(1);
  }

  @Test
  void aMarkerThatDoesNotFitIsWaitedOut() {
    row(ANN, 1L);
    marker(1, 2);
    send(ANN, 1, 1);
    assertThat(envelopes.isEmpty()).isTrue();
    assertThat(counts.incomplete.sum()).isEqualTo(1);
    row(BOB, 1L);
    marker(1, 2);
    assertThat(written(EnvelopeKind.GROUP_MESSAGE)).isNotEmpty();
  }

  @Test
  void whatIsOlderThanTheTablesIsToldToNobody() {
    members.pipeInput(key(ANN), value(new GroupMemberRow(member(1), null)), START.minusSeconds(60));
    members.pipeInput(
        key(UserId.NOBODY),
        value(new GroupMemberRow(null, new GroupMarker(1L, 1))),
        START.minusSeconds(60));
    assertThat(envelopes.isEmpty()).isTrue();
    send(ANN, 1, 1);
    assertThat(written(EnvelopeKind.GROUP_MESSAGE)).hasSize(1);
  }

  @Test
  void whatCannotBeReadIsCountedAndPassedOver() {
    groupOf(ANN);
    messages.pipeInput(new byte[] {1, 2, 3}, new byte[] {0, 0, 0, 0, 1});
    messages.pipeInput(messageKey(), new byte[] {9});
    messages.pipeInput(new byte[16], null, START);
    members.pipeInput(new byte[] {1}, new byte[] {2});
    members.pipeInput(key(BOB), value(new GroupMemberRow(null, new GroupMarker(3L, 1))));
    send(ANN, 1, 1);
    assertThat(written(EnvelopeKind.GROUP_MESSAGE)).hasSize(1);
    assertThat(counts.poison.sum()).isEqualTo(4);
    assertThat(counts.tickers.sum()).isEqualTo(1);
    assertThat(counts.messages.sum())
        .isEqualTo(
            counts.fannedOut.sum()
                + counts.refused()
                + counts.withheld.sum()
                + counts.poisonMessages.sum()
                + counts.tickers.sum());
  }

  private void groupOf(UserId... users) {
    List.of(users).forEach(user -> row(user, 1L));
    marker(1, users.length);
    envelopes.readRecordsToList();
  }

  private void row(UserId user, @Nullable Long since) {
    members.pipeInput(
        key(user), since == null ? null : value(new GroupMemberRow(member(since), null)), START);
  }

  private static Member member(long since) {
    return new Member(MemberRole.MEMBER, since, since);
  }

  private void marker(long revision, int count) {
    GroupMemberRow row = new GroupMemberRow(null, new GroupMarker(revision, count));
    members.pipeInput(key(UserId.NOBODY), value(row), START);
  }

  private static byte[] key(UserId user) {
    return Topics.GROUP_MEMBERS
        .keys()
        .serializer()
        .serialize("", DirectoryKeys.member(GROUP, user));
  }

  private static byte[] value(GroupMemberRow row) {
    return Topics.GROUP_MEMBERS.values().serializer().serialize("", row);
  }

  private static byte[] messageKey() {
    return Topics.GROUP_ENVELOPES.keys().serializer().serialize("", DirectoryKeys.messages(GROUP));
  }

  private void send(UserId sender, long number, long revision) {
    byte[] id = ByteBuffer.allocate(16).putLong(sender.low()).putLong(number).array();
    GroupEnvelope message =
        new GroupEnvelope(
            new Id16(id),
            DirectoryKeys.user(sender).getUser(),
            1,
            number,
            revision,
            START,
            ByteBuffer.wrap(new byte[] {7}),
            0L);
    byte[] value = Topics.GROUP_ENVELOPES.values().serializer().serialize("", message);
    messages.pipeInput(messageKey(), value, START);
  }

  private List<TestRecord<byte[], byte[]>> written(EnvelopeKind kind) {
    return envelopes.readRecordsToList().stream()
        .filter(it -> SlotCodec.decode(ByteBuffer.wrap(it.key())).kind() == kind)
        .toList();
  }

  private static List<UserId> names(
      List<TestRecord<byte[], byte[]>> records, EnvelopeKind kind, long number, UserId sender) {
    List<UserId> found = new ArrayList<>();
    for (TestRecord<byte[], byte[]> record : records) {
      Slot slot = SlotCodec.decode(ByteBuffer.wrap(record.key()));
      if (slot.kind() == kind && slot.idHigh() == sender.low() && slot.idLow() == number) {
        found.addAll(recipients(record));
      }
    }
    return found;
  }

  private static List<UserId> recipients(TestRecord<byte[], byte[]> record) {
    return Recipients.decode(record.headers().lastHeader(Recipients.HEADER).value());
  }
}
