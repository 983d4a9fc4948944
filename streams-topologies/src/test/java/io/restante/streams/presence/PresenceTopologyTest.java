package io.restante.streams.presence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.DirectoryKeys;
import io.restante.contract.Topic;
import io.restante.contract.Topics;
import io.restante.contract.UserId;
import io.restante.directory.ContactKey;
import io.restante.directory.ContactRow;
import io.restante.directory.GroupAddsAudience;
import io.restante.directory.LastSeenAudience;
import io.restante.directory.UserKey;
import io.restante.directory.UserRow;
import io.restante.fleet.OwnedPartition;
import io.restante.fleet.Ownership;
import io.restante.messaging.PresenceState;
import io.restante.messaging.Signal;
import io.restante.messaging.SignalKey;
import io.restante.presence.SessionEvent;
import io.restante.presence.SessionKey;
import io.restante.presence.Status;
import io.restante.presence.StatusKey;
import io.restante.presence.Watch;
import io.restante.presence.WatchKey;
import io.restante.streams.presence.rules.Counts;
import io.restante.streams.presence.rules.Presence;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PresenceTopologyTest {
  private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
  private static final UserId ALICE = new UserId(0x7000L, 1);
  private static final UserId BOB = new UserId(0x7000L, 2);
  private static final Duration AWAY = Duration.ofMillis(Presence.AWAY_MS);
  private static final Duration GRACE = Duration.ofMillis(Presence.GRACE_MS);

  private static final Duration STEP = Duration.ofMillis(100);

  /// Longer than a task takes what comes in for something that may have come before.
  private static final Duration WHILE = Duration.ofSeconds(30);

  private final Counts counts = new Counts();
  private final TopologyTestDriver driver =
      new TopologyTestDriver(
          PresenceTopology.build(new PresenceFacts("local", 16, 1), counts), properties(), START);
  private final TestInputTopic<SessionKey, SessionEvent> sessions = input(Topics.SESSIONS);
  private final TestInputTopic<WatchKey, Watch> watches = input(Topics.WATCHES);
  private final TestInputTopic<UserKey, UserRow> users = input(Topics.USERS);
  private final TestInputTopic<ContactKey, ContactRow> contacts = input(Topics.CONTACTS);
  private final TestInputTopic<OwnedPartition, Ownership> owners = input(Topics.OWNERSHIP);
  private final TestOutputTopic<SignalKey, Signal> signals = output(Topics.SIGNALS);
  private final TestOutputTopic<StatusKey, Status> statuses = output(Topics.STATUS);
  private Instant now = START;

  private static Properties properties() {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, PresenceTopology.APPLICATION);
    return properties;
  }

  private <K, V> TestInputTopic<K, V> input(Topic<K, V> topic) {
    return driver.createInputTopic(
        topic.name(), topic.keys().serializer(), topic.values().serializer(), START, Duration.ZERO);
  }

  private <K, V> TestOutputTopic<K, V> output(Topic<K, V> topic) {
    return driver.createOutputTopic(
        topic.name(), topic.keys().deserializer(), topic.values().deserializer());
  }

  @AfterEach
  void close() {
    driver.close();
  }

  /// Lets time pass in steps no longer than a tick: the driver ticks once in a step.
  private void pass(Duration time) {
    Instant end = now.plus(time);
    while (now.isBefore(end)) {
      Duration left = Duration.between(now, end);
      Duration step = left.compareTo(STEP) < 0 ? left : STEP;
      now = now.plus(step);
      driver.advanceWallClockTime(step);
    }
  }

  private void setting(LastSeenAudience audience) {
    users.pipeInput(
        DirectoryKeys.user(ALICE),
        new UserRow(1L, 1L, audience, true, GroupAddsAudience.EVERYONE, START));
  }

  private void contact(boolean isOne) {
    ContactKey key = new ContactKey(DirectoryKeys.id16(ALICE), DirectoryKeys.id16(BOB));
    contacts.pipeInput(key, isOne ? new ContactRow(1L) : null);
  }

  private void session(int device, long epoch, long connection, boolean isOpen) {
    sessions.pipeInput(
        new SessionKey(DirectoryKeys.id16(ALICE)),
        new SessionEvent(device, epoch, connection, isOpen, now));
  }

  private void owner(long epoch) {
    owners.pipeInput(
        new OwnedPartition("local", 0), new Ownership("node-" + epoch, "ws://127.0.0.1:1/", epoch));
  }

  private void watch(Instant until) {
    watches.pipeInput(
        new WatchKey(DirectoryKeys.id16(ALICE)), new Watch(DirectoryKeys.id16(BOB), 1, until));
  }

  private void assertTold(PresenceState state, @Nullable Instant lastSeen) {
    var told = signals.readKeyValue();
    assertThat(DirectoryKeys.userId(told.key.getUser())).isEqualTo(BOB);
    var presence = told.value.getPresence();
    assertThat(presence).isNotNull();
    assertThat(DirectoryKeys.userId(presence.getUser())).isEqualTo(ALICE);
    assertThat(presence.getState()).isEqualTo(state);
    assertThat(presence.getLastSeen()).isEqualTo(lastSeen);
  }

  private void assertNothingTold() {
    assertThat(signals.isEmpty()).isTrue();
  }

  private void readAll() {
    var _ = signals.readKeyValuesToList();
    var _ = statuses.readKeyValuesToList();
  }

  @Test
  void theTopologyIsTheOneThatWasReviewed() throws IOException {
    try (InputStream reviewed =
        PresenceTopologyTest.class.getResourceAsStream("/topologies/presence.txt")) {
      String expected = reviewed == null ? "" : new String(reviewed.readAllBytes(), UTF_8);
      String built =
          PresenceTopology.build(new PresenceFacts("local", 16, 1), counts).describe().toString();
      assertThat(built.strip()).isEqualTo(expected.strip()).doesNotContain("KSTREAM-", "KTABLE-");
    }
  }

  @Test
  void whoWatchesIsToldHowItIsAndWhatChanges() {
    setting(LastSeenAudience.EVERYONE);
    pass(WHILE);
    watch(now.plusSeconds(300));
    assertTold(PresenceState.OFFLINE, null);
    session(1, 7, 1, true);
    assertTold(PresenceState.ONLINE, null);
    pass(AWAY);
    Instant left = now;
    session(1, 7, 1, false);
    assertNothingTold();
    pass(AWAY);
    assertTold(PresenceState.OFFLINE, left);
    assertThat(statuses.readValuesToList()).last().isEqualTo(new Status(false, left));
  }

  @Test
  void whoComesBackWithinTheSecondHasNotLeft() {
    setting(LastSeenAudience.EVERYONE);
    session(1, 7, 1, true);
    pass(WHILE);
    watch(now.plusSeconds(300));
    readAll();
    session(1, 7, 1, false);
    pass(Duration.ofMillis(900));
    session(1, 7, 2, true);
    pass(WHILE);
    assertNothingTold();
  }

  @Test
  void aUserIsThereWhileAnyDeviceIs() {
    setting(LastSeenAudience.EVERYONE);
    session(1, 7, 1, true);
    session(2, 7, 2, true);
    pass(WHILE);
    watch(now.plusSeconds(300));
    readAll();
    session(1, 7, 1, false);
    pass(AWAY);
    assertNothingTold();
    session(2, 7, 2, false);
    pass(AWAY);
    assertTold(PresenceState.OFFLINE, now.minus(AWAY));
  }

  @Test
  void whatComesLateChangesNothing() {
    setting(LastSeenAudience.EVERYONE);
    session(1, 7, 5, true);
    pass(WHILE);
    watch(now.plusSeconds(300));
    readAll();
    session(1, 7, 4, false);
    session(1, 6, 9, false);
    pass(WHILE);
    assertNothingTold();
    assertThat(counts.late.sum()).isEqualTo(2);
  }

  @Test
  void theSessionsOfADeadNodeEndWhenItsPartitionHasANewOwner() {
    owner(7);
    setting(LastSeenAudience.EVERYONE);
    session(1, 7, 1, true);
    pass(WHILE);
    watch(now.plusSeconds(300));
    readAll();
    owner(6);
    pass(WHILE);
    assertNothingTold();
    owner(9);
    pass(GRACE.minusMillis(400));
    assertNothingTold();
    pass(Duration.ofSeconds(1));
    pass(Duration.ofSeconds(6));
    assertThat(counts.ended.sum()).isEqualTo(1);
    assertThat(signals.readValue().getPresence().getState()).isEqualTo(PresenceState.OFFLINE);
    session(1, 7, 1, true);
    session(1, 8, 1, true);
    pass(WHILE);
    assertThat(signals.readValuesToList())
        .as("that node is gone")
        .noneMatch(told -> told.getPresence().getState() == PresenceState.ONLINE);
  }

  @Test
  void whoIsBackInTimeHasNotLeft() {
    owner(7);
    setting(LastSeenAudience.EVERYONE);
    session(1, 7, 1, true);
    pass(WHILE);
    watch(now.plusSeconds(300));
    readAll();
    owner(8);
    pass(Duration.ofSeconds(10));
    session(1, 8, 1, true);
    pass(WHILE);
    assertNothingTold();
    assertThat(counts.ended.sum()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "NOBODY, false, false",
    "NOBODY, true, false",
    "CONTACTS, false, false",
    "CONTACTS, true, true",
    "EVERYONE, false, true",
    "EVERYONE, true, true"
  })
  void theSettingDecidesWhoSees(LastSeenAudience audience, boolean isContact, boolean isSeen) {
    setting(audience);
    contact(isContact);
    session(1, 7, 1, true);
    pass(WHILE);
    readAll();
    watch(now.plusSeconds(300));
    assertTold(isSeen ? PresenceState.ONLINE : PresenceState.HIDDEN, null);
    session(1, 7, 1, false);
    pass(AWAY);
    if (isSeen) {
      assertTold(PresenceState.OFFLINE, now.minus(AWAY));
    }
    assertNothingTold();
  }

  @Test
  void whatIsHiddenDisappearsAndWhatIsShownAppears() {
    setting(LastSeenAudience.EVERYONE);
    session(1, 7, 1, true);
    pass(WHILE);
    watch(now.plusSeconds(300));
    readAll();
    setting(LastSeenAudience.CONTACTS);
    assertTold(PresenceState.HIDDEN, null);
    contact(true);
    assertTold(PresenceState.ONLINE, null);
    contact(true);
    assertNothingTold();
    contact(false);
    assertTold(PresenceState.HIDDEN, null);
    setting(LastSeenAudience.EVERYONE);
    assertTold(PresenceState.ONLINE, null);
    users.pipeInput(DirectoryKeys.user(ALICE), null);
    assertTold(PresenceState.HIDDEN, null);
    assertThat(statuses.readValuesToList()).last().isNull();
  }

  @Test
  void nothingIsToldOfWhoIsNotKnownUntilTheRowComes() {
    pass(WHILE);
    watch(now.plusSeconds(300));
    assertTold(PresenceState.HIDDEN, null);
    session(1, 7, 1, true);
    pass(AWAY);
    assertNothingTold();
    assertThat(statuses.isEmpty()).isTrue();
    setting(LastSeenAudience.EVERYONE);
    assertThat(signals.readValuesToList())
        .last()
        .satisfies(
            told -> assertThat(told.getPresence().getState()).isEqualTo(PresenceState.ONLINE));
    assertThat(statuses.readValue().getIsOnline()).isTrue();
  }

  @Test
  void aWatchEndsByItselfAndWhenItIsSaid() {
    setting(LastSeenAudience.EVERYONE);
    pass(WHILE);
    watch(now.plusSeconds(60));
    readAll();
    watch(Instant.EPOCH);
    session(1, 7, 1, true);
    assertNothingTold();
    watch(now.plusSeconds(60));
    readAll();
    pass(Duration.ofSeconds(61));
    session(1, 7, 1, false);
    pass(AWAY);
    assertNothingTold();
  }

  @Test
  void nobodyIsToldOfOneUserMoreThanOnceASecond() {
    setting(LastSeenAudience.EVERYONE);
    pass(WHILE);
    watch(now.plusSeconds(300));
    readAll();
    for (int connection = 1; connection <= 50; connection++) {
      session(1, 7, connection, true);
      pass(Duration.ofMillis(1_100));
      session(1, 7, connection, false);
      pass(Duration.ofMillis(1_100));
    }
    assertThat(signals.readValuesToList()).hasSizeBetween(10, 110);
    for (int connection = 100; connection < 200; connection++) {
      session(1, 7, connection, true);
      session(1, 7, connection, false);
      pass(Duration.ofMillis(50));
    }
    assertThat(signals.readValuesToList()).hasSizeLessThanOrEqualTo(7);
  }

  @Test
  void aUserHasAtMost1024Watchers() {
    setting(LastSeenAudience.EVERYONE);
    pass(WHILE);
    for (int watcher = 0; watcher < 1_025; watcher++) {
      watches.pipeInput(
          new WatchKey(DirectoryKeys.id16(ALICE)),
          new Watch(DirectoryKeys.id16(new UserId(9, watcher)), 1, now.plusSeconds(300)));
    }
    assertThat(signals.readValuesToList()).hasSize(1_024);
    assertThat(counts.refused.sum()).isEqualTo(1);
  }

  @Test
  void whatCannotBeReadIsPassedOver() {
    for (Topic<?, ?> topic : new Topic<?, ?>[] {Topics.SESSIONS, Topics.WATCHES, Topics.USERS}) {
      TestInputTopic<byte[], byte[]> raw =
          driver.createInputTopic(
              topic.name(), new ByteArraySerializer(), new ByteArraySerializer());
      raw.pipeInput(new byte[] {1}, new byte[] {2});
    }
    assertThat(counts.poison.sum()).isEqualTo(3);
  }
}
