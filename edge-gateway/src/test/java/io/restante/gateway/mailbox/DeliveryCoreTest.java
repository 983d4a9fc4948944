package io.restante.gateway.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.AuditSample;
import io.restante.contract.DeviceAddress;
import io.restante.contract.MessageId;
import io.restante.contract.Slot;
import io.restante.contract.UserId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeliveryCoreTest {
  private static final CoreSettings SETTINGS =
      new CoreSettings(
          4,
          1_000,
          30_000,
          10,
          100,
          5_000,
          60_000,
          1_000,
          1_000,
          DeliveryBudget.unlimited(),
          AuditSample.NONE);
  private static final CoreSettings NEVER_EXPIRING =
      new CoreSettings(
          4,
          1_000,
          30_000,
          10,
          100,
          5_000,
          Long.MAX_VALUE / 2,
          Long.MAX_VALUE / 2,
          1_000,
          DeliveryBudget.unlimited(),
          AuditSample.NONE);
  private static final DeviceAddress PHONE = new DeviceAddress(new UserId(1, 1), 1);
  private static final DeviceAddress OTHER = new DeviceAddress(new UserId(1, 2), 1);

  private final MemoryStore store = new MemoryStore();
  private final List<LogRecord> log = new ArrayList<>();
  private DeliveryCore<String> core = new DeliveryCore<>(SETTINGS, store, 0, 0);

  private List<Action<String>> append(DeviceAddress to, int bytes) {
    long offset = log.size();
    Slot slot = Slot.ofMessage(to, new MessageId(9, offset), (int) offset);
    ByteBuffer value = ByteBuffer.allocate(bytes);
    LogRecord appended = new LogRecord(offset, 0, slot, value, LogRecord.NOTHING);
    log.add(appended);
    return core.onAppended(appended);
  }

  private void appendTicker(long timestampMs) {
    ByteBuffer value = ByteBuffer.allocate(1);
    LogRecord ticker =
        new LogRecord(log.size(), timestampMs, Slot.TICKER, value, LogRecord.NOTHING);
    log.add(ticker);
    core.onAppended(ticker);
  }

  private List<Action<String>> readAll() {
    return core.onRead(new ListedChunk(List.copyOf(log)), log.size());
  }

  private static List<Long> delivered(List<Action<String>> actions) {
    return actions.stream()
        .filter(Action.Deliver.class::isInstance)
        .map(action -> ((Action.Deliver<String>) action).offset())
        .toList();
  }

  @Test
  void aConnectedDeviceGetsARecordAtOnce() {
    core.onConnected("c", PHONE, -1);

    assertThat(delivered(append(PHONE, 10))).containsExactly(0L);
  }

  @Test
  void nothingIsDeliveredBeyondTheWindow() {
    core.onConnected("c", PHONE, -1);
    for (int i = 0; i < 4; i++) {
      append(PHONE, 10);
    }

    assertThat(delivered(append(PHONE, 10))).isEmpty();
  }

  @Test
  void nothingIsDeliveredBeyondTheWindowsBytesButOneEnvelopeAlwaysIs() {
    core.onConnected("c", PHONE, -1);

    assertThat(delivered(append(PHONE, 5_000))).containsExactly(0L);
    assertThat(delivered(append(PHONE, 1))).isEmpty();
  }

  @Test
  void aBacklogIsReadInOnePassForAllWhoWaitAndEndsWithDrained() {
    append(PHONE, 10);
    append(OTHER, 10);
    append(PHONE, 10);

    assertThat(core.onConnected("p", PHONE, -1))
        .containsExactly(new Action.Welcome<>("p"), new Action.Read<>(0));
    assertThat(core.onConnected("o", OTHER, -1)).containsExactly(new Action.Welcome<>("o"));

    List<Action<String>> actions = readAll();

    assertThat(delivered(actions)).containsExactly(0L, 1L, 2L);
    assertThat(actions).contains(new Action.Drained<>("p"), new Action.Drained<>("o"));
  }

  @Test
  void removedDevicesConnectionsAreToldToGo() {
    core.onConnected("older", PHONE, -1);
    core.onConnected("newer", PHONE, -1);

    assertThat(core.onRemoved(OTHER)).isEmpty();
    assertThat(core.onRemoved(PHONE))
        .containsExactly(
            new Action.Disconnect<>("older", Disconnection.REMOVED),
            new Action.Disconnect<>("newer", Disconnection.REMOVED));
  }

  @Test
  void onlyAnAcknowledgementAsksForATombstone() {
    core.onConnected("c", PHONE, -1);
    append(PHONE, 10);
    append(PHONE, 10);

    assertThat(core.onAcknowledged("c", PHONE, 0))
        .containsExactly(new Action.Forget<>(log.get(0).slot(), 0, 0));
  }

  @Test
  void aNewerConnectionWaitsUntilTheOlderIsClosed() {
    core.onConnected("older", PHONE, -1);

    assertThat(core.onConnected("newer", PHONE, -1))
        .containsExactly(new Action.Disconnect<>("older", Disconnection.SUPERSEDED));
    assertThat(core.onDisconnected("older", PHONE))
        .containsExactly(new Action.Welcome<>("newer"), new Action.Drained<>("newer"));
  }

  @Test
  void aSecondNewcomerReplacesTheFirst() {
    core.onConnected("older", PHONE, -1);
    core.onConnected("newer", PHONE, -1);

    assertThat(core.onConnected("newest", PHONE, -1))
        .containsExactly(new Action.Disconnect<>("newer", Disconnection.SUPERSEDED));
    core.onDisconnected("newer", PHONE);
    assertThat(core.onDisconnected("older", PHONE)).contains(new Action.Welcome<>("newest"));
  }

  @Test
  void whatWasStoredBeforeIsForgottenAndNotSentAgain() {
    append(PHONE, 10);
    append(PHONE, 10);
    core.onConnected("c", PHONE, 0);

    List<Action<String>> actions = readAll();

    assertThat(actions).contains(new Action.Forget<>(log.get(0).slot(), 0, 0));
    assertThat(delivered(actions)).containsExactly(1L);
  }

  @Test
  void aClaimToHaveStoredTheFutureIsRefusedInTheEnd() {
    append(PHONE, 10);

    assertThat(core.onConnected("c", PHONE, 1)).containsExactly(new Action.Welcome<>("c"));
    assertThat(core.onTick(29_999)).doesNotHaveAnyElementsOfTypes(Action.Refuse.class);
    assertThat(core.onTick(30_000))
        .containsExactly(new Action.Refuse<>("c", Refusal.RESUME_FROM_THE_FUTURE));
  }

  @Test
  void aDeviceThatHasStoredMoreThanTheNodeHasReadWaitsUntilItHas() {
    core.onConnected("c", PHONE, 1);

    assertThat(append(PHONE, 10)).isEmpty();
    assertThat(append(PHONE, 10)).isNotEmpty();
    List<Action<String>> actions = readAll();
    actions.addAll(append(PHONE, 10));

    assertThat(actions)
        .contains(
            new Action.Forget<>(log.get(0).slot(), 0, 0),
            new Action.Forget<>(log.get(1).slot(), 1, 1),
            new Action.Drained<>("c"));
    assertThat(delivered(actions)).containsExactly(2L);
    assertThat(core.onTick(60_000)).doesNotHaveAnyElementsOfTypes(Action.Refuse.class);
  }

  @Test
  void whoWentAwayWhileAheadIsNotServedLater() {
    core.onConnected("c", PHONE, 0);
    core.onDisconnected("c", PHONE);

    assertThat(append(PHONE, 10)).isEmpty();
    assertThat(core.onTick(29_999)).doesNotHaveAnyElementsOfTypes(Action.Refuse.class);
  }

  @Test
  void aDeviceThatDoesNotAcknowledgeIsClosedAndOthersAreNot() {
    core.onConnected("slow", PHONE, -1);
    core.onConnected("idle", OTHER, -1);
    append(PHONE, 10);

    assertThat(core.onTick(29_999)).doesNotHaveAnyElementsOfTypes(Action.Disconnect.class);
    assertThat(core.onTick(30_000))
        .containsExactly(new Action.Disconnect<>("slow", Disconnection.SLOW_READER));
  }

  @Test
  void whatNobodyCollectsExpiresAndItsSenderIsTold() {
    append(PHONE, 10);
    assertThat(core.onTick(61_000)).containsExactly(new Action.Tick<>());
    appendTicker(60_000);
    assertThat(core.onTick(61_001)).containsExactly(new Action.Read<>(0));

    List<Action<String>> actions = readAll();

    LogRecord gone = log.get(0);
    assertThat(actions)
        .containsExactly(
            new Action.Expire<>(gone.slot(), 0, ByteBuffer.allocate(10), List.of(PHONE.user())));
  }

  @Test
  void nothingExpiresBecauseTheNodesClockJumps() {
    append(PHONE, 10);
    core.onTick(40L * 24 * 3_600 * 1_000);
    appendTicker(59_999);
    core.onTick(40L * 24 * 3_600 * 1_000 + 1);

    assertThat(readAll()).isEmpty();
  }

  @Test
  void nothingExpiresBecauseABrokersClockJumps() {
    append(PHONE, 10);
    core.onTick(59_999);
    appendTicker(40L * 24 * 3_600 * 1_000);
    core.onTick(59_999);

    assertThat(readAll()).isEmpty();
  }

  @Test
  void anOpenSegmentIsClosedThoughItsTombstonesWereReadByAnotherOwner() {
    store.apply(new IndexStore.Changes(List.of(), List.of(), List.of()), 7);
    DeliveryCore<String> successor = new DeliveryCore<>(NEVER_EXPIRING, store, 7, 1_000);

    assertThat(successor.onTick(5_999)).doesNotContain(new Action.Tick<>());
    assertThat(successor.onTick(6_000)).contains(new Action.Tick<>());
  }

  @Test
  void anIndexThatContradictsTheLogAsksForARebuild() {
    append(PHONE, 10);
    log.set(
        0,
        new LogRecord(
            0, 0, Slot.ofMessage(OTHER, new MessageId(1, 1), 1), ByteBuffer.allocate(1), -1));
    core.onConnected("c", PHONE, -1);

    assertThat(readAll()).contains(new Action.Rebuild<>());
  }

  @Test
  void nothingIsDeliveredUntilTheLogHasBeenReadUpToWhereItEnded() {
    append(PHONE, 10);
    append(PHONE, 10);
    core = new DeliveryCore<>(SETTINGS, new MemoryStore(), 2, 0);

    assertThat(core.onConnected("c", PHONE, -1)).containsExactly(new Action.Welcome<>("c"));
    assertThat(core.onAppended(log.get(0))).isEmpty();
    assertThat(core.onAppended(log.get(1))).containsExactly(new Action.Read<>(0));
  }
}
