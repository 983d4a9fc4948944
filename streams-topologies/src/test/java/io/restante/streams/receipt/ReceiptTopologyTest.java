package io.restante.streams.receipt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.Conversation;
import io.restante.contract.DeviceAddress;
import io.restante.contract.DirectoryKeys;
import io.restante.contract.EnvelopeCodec;
import io.restante.contract.GroupId;
import io.restante.contract.ReceiptEvent;
import io.restante.contract.ReceiptEvent.Watermark;
import io.restante.contract.Slot;
import io.restante.contract.SlotCodec;
import io.restante.contract.Topics;
import io.restante.contract.UserId;
import io.restante.directory.GroupAddsAudience;
import io.restante.directory.LastSeenAudience;
import io.restante.directory.UserKey;
import io.restante.directory.UserRow;
import io.restante.messaging.Envelope;
import io.restante.messaging.MemberReceipt;
import io.restante.messaging.ReceiptStep;
import io.restante.streams.receipt.rules.Counts;
import io.restante.streams.receipt.rules.Receipts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReceiptTopologyTest {
  private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
  private static final DeviceAddress ALICE = new DeviceAddress(new UserId(0x7000L, 1), 2);
  private static final UserId BOB = new UserId(0x7000L, 2);
  private static final UserId CAROL = new UserId(0x7000L, 3);
  private static final GroupId GROUP = new GroupId(0x7000L, 42);
  private static final Conversation TO_BOB = Conversation.with(BOB, ALICE);
  private static final Conversation TO_GROUP = Conversation.with(GROUP, ALICE);

  private final Counts counts = new Counts();
  private final TopologyTestDriver driver =
      new TopologyTestDriver(ReceiptTopology.build(16, 1, counts), properties(), START);
  private final TestInputTopic<Conversation, ReceiptEvent> receipts =
      driver.createInputTopic(
          Topics.RECEIPTS.name(),
          Topics.RECEIPTS.keys().serializer(),
          Topics.RECEIPTS.values().serializer(),
          START,
          Duration.ZERO);
  private final TestInputTopic<UserKey, UserRow> users =
      driver.createInputTopic(
          Topics.USERS.name(),
          Topics.USERS.keys().serializer(),
          Topics.USERS.values().serializer(),
          START,
          Duration.ZERO);
  private final TestOutputTopic<byte[], byte[]> envelopes =
      driver.createOutputTopic(
          Topics.ENVELOPES.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer());

  private static Properties properties() {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, ReceiptTopology.APPLICATION);
    return properties;
  }

  @AfterEach
  void close() {
    driver.close();
  }

  private void setting(boolean tells) {
    users.pipeInput(
        DirectoryKeys.user(ALICE.user()),
        new UserRow(1L, 1L, LastSeenAudience.NOBODY, tells, GroupAddsAudience.EVERYONE, START));
  }

  private void raise(Conversation conversation, UserId user, long delivered, long read) {
    receipts.pipeInput(
        conversation, new ReceiptEvent.Raised(List.of(new Watermark(user, delivered, read))));
  }

  private static ReceiptStep step(long number, int delivered, int read) {
    return new ReceiptStep(number, delivered, read);
  }

  private Envelope next(Slot slot) {
    var record = envelopes.readRecord();
    assertThat(SlotCodec.decode(ByteBuffer.wrap(record.key()))).isEqualTo(slot);
    return EnvelopeCodec.decode(ByteBuffer.wrap(record.value()));
  }

  private List<ReceiptStep> told(Conversation conversation) {
    return next(Slot.ofReceipt(conversation)).getReceipt().getSteps();
  }

  @Test
  void theTopologyIsTheOneThatWasReviewed() throws IOException {
    try (InputStream reviewed =
        ReceiptTopologyTest.class.getResourceAsStream("/topologies/receipts.txt")) {
      String expected = reviewed == null ? "" : new String(reviewed.readAllBytes(), UTF_8);
      String built = ReceiptTopology.build(16, 1, counts).describe().toString();
      assertThat(built.strip()).isEqualTo(expected.strip()).doesNotContain("KSTREAM-", "KTABLE-");
    }
  }

  @Test
  void theFirstIsToldAtOnceAndWhatFollowsOnceASecond() {
    setting(true);
    raise(TO_BOB, BOB, 1, 0);
    assertThat(told(TO_BOB)).containsExactly(step(1, 1, 0));
    raise(TO_BOB, BOB, 2, 1);
    raise(TO_BOB, BOB, 3, 2);
    assertThat(envelopes.isEmpty()).isTrue();
    driver.advanceWallClockTime(Duration.ofMillis(Receipts.EVERY_MS));
    assertThat(told(TO_BOB)).containsExactly(step(3, 1, 0), step(2, 1, 1));
    raise(TO_BOB, BOB, 2, 2);
    driver.advanceWallClockTime(Duration.ofMillis(Receipts.EVERY_MS));
    assertThat(envelopes.isEmpty()).as("nothing new").isTrue();
  }

  @Test
  void readingIsShownToWhoShowsItToo() {
    raise(TO_BOB, BOB, 5, 5);
    assertThat(told(TO_BOB)).as("unknown").containsExactly(step(5, 1, 0));
    setting(true);
    driver.advanceWallClockTime(Duration.ofMillis(Receipts.EVERY_MS));
    assertThat(told(TO_BOB)).as("known since").containsExactly(step(5, 1, 1));
    setting(false);
    driver.advanceWallClockTime(Duration.ofMillis(Receipts.EVERY_MS));
    raise(TO_BOB, BOB, 6, 6);
    assertThat(told(TO_BOB)).as("off").containsExactly(step(6, 1, 0));
    raise(TO_BOB, BOB, 0, 7);
    driver.advanceWallClockTime(Duration.ofMillis(Receipts.EVERY_MS));
    assertThat(envelopes.isEmpty()).isTrue();
  }

  @Test
  void whoeverGotNothingHasReadNothing() {
    setting(true);
    raise(TO_BOB, BOB, 0, 9);
    raise(TO_BOB, CAROL, 9, 9);
    raise(TO_GROUP, ALICE.user(), 9, 9);
    assertThat(envelopes.isEmpty()).isTrue();
    assertThat(counts.unfounded.sum()).isEqualTo(1);
    assertThat(counts.astray.sum()).isEqualTo(2);
  }

  @Test
  void eachMemberIsNamedToWhoAsks() {
    setting(true);
    receipts.pipeInput(TO_GROUP, new ReceiptEvent.Asked(START));
    assertThat(envelopes.isEmpty()).as("nothing is known").isTrue();
    raise(TO_GROUP, BOB, 3, 2);
    assertThat(told(TO_GROUP)).containsExactly(step(3, 1, 0), step(2, 1, 1));
    raise(TO_GROUP, CAROL, 4, 0);
    receipts.pipeInput(TO_GROUP, new ReceiptEvent.Asked(START));
    assertThat(next(Slot.ofMemberReceipts(ALICE, GROUP)).getMemberReceipts().getMembers())
        .containsExactly(
            new MemberReceipt(DirectoryKeys.id16(CAROL), 4L, 0L),
            new MemberReceipt(DirectoryKeys.id16(BOB), 3L, 2L));
    receipts.pipeInput(TO_GROUP, new ReceiptEvent.Asked(START));
    assertThat(envelopes.isEmpty()).as("too soon").isTrue();
  }

  @Test
  void whatCannotBeReadIsPassedOver() {
    TestInputTopic<byte[], byte[]> raw =
        driver.createInputTopic(
            Topics.RECEIPTS.name(), new ByteArraySerializer(), new ByteArraySerializer());
    raw.pipeInput(new byte[] {1}, new byte[] {2});
    assertThat(counts.poison.sum()).isEqualTo(1);
  }
}
