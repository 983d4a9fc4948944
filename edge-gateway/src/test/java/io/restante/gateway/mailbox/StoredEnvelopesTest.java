package io.restante.gateway.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.AuditSample;
import io.restante.contract.Conversation;
import io.restante.contract.DeviceAddress;
import io.restante.contract.EnvelopeCodec;
import io.restante.contract.MessageId;
import io.restante.contract.ReceiptEvent.Watermark;
import io.restante.contract.Slot;
import io.restante.contract.UserId;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What becomes of a message that a device has stored, through the core.
class StoredEnvelopesTest {
  private static final long NEVER = Long.MAX_VALUE / 2;
  private static final DeviceAddress PHONE = new DeviceAddress(new UserId(1, 1), 1);
  private static final DeviceAddress ALICE = new DeviceAddress(new UserId(2, 2), 3);
  private static final Conversation CONVERSATION = Conversation.with(PHONE.user(), ALICE);

  private final DeliveryCore<String> core = core(AuditSample.NONE);
  private long end;

  private static DeliveryCore<String> core(AuditSample sample) {
    CoreSettings settings =
        new CoreSettings(
            4,
            1_000,
            30_000,
            10,
            0,
            NEVER,
            NEVER,
            NEVER,
            1_000,
            DeliveryBudget.unlimited(),
            sample);
    return new DeliveryCore<>(settings, new MemoryStore(), 0, 0);
  }

  private static LogRecord record(
      long offset, long timestampMs, DeviceAddress sender, long number) {
    Slot slot = Slot.ofMessage(PHONE, new MessageId(7, number), (int) offset);
    byte[] value =
        EnvelopeCodec.encodeMessage(
            new MessageId(7, number), sender, number, 0, 0, ByteBuffer.allocate(3));
    return new LogRecord(offset, timestampMs, slot, ByteBuffer.wrap(value), LogRecord.NOTHING);
  }

  private Slot append(DeviceAddress sender, long number) {
    Slot slot = Slot.ofMessage(PHONE, new MessageId(7, number), (int) end);
    byte[] value =
        EnvelopeCodec.encodeMessage(
            new MessageId(7, number), sender, number, 0, 0, ByteBuffer.allocate(3));
    core.onAppended(new LogRecord(end, 0, slot, ByteBuffer.wrap(value), LogRecord.NOTHING));
    end++;
    return slot;
  }

  private static Action<String> report(long number, long delivered, long read) {
    return new Action.Report<>(
        number, CONVERSATION, List.of(new Watermark(PHONE.user(), delivered, read)), List.of());
  }

  @Test
  void whatIsStoredIsForgottenWhenItsSendersReceiptIsInTheLog() {
    core.onConnected("c", PHONE, -1);
    Slot slot = append(ALICE, 1);

    assertThat(core.onAcknowledged("c", PHONE, 0)).containsExactly(report(1, 1, 0));
    assertThat(core.onTick(10)).isEmpty();
    assertThat(core.onReported(1)).containsExactly(new Action.Forget<>(slot, 0, 0));
    assertThat(core.onReported(1)).as("once").isEmpty();
  }

  @Test
  void whatIsStoredWithinASecondIsReportedTogether() {
    core.onConnected("c", PHONE, -1);
    append(ALICE, 1);
    core.onAcknowledged("c", PHONE, 0);
    Slot second = append(ALICE, 2);
    Slot third = append(ALICE, 3);

    assertThat(core.onAcknowledged("c", PHONE, 2)).isEmpty();
    assertThat(core.onUserRead(PHONE, CONVERSATION, 2)).isEmpty();
    assertThat(core.onTick(ReceiptGathering.EVERY_MS)).containsExactly(report(2, 3, 2));
    assertThat(core.onReported(2))
        .containsExactly(new Action.Forget<>(second, 1, 1), new Action.Forget<>(third, 2, 2));
  }

  @Test
  void whatWasStoredBeforeTheConnectionIsReportedToo() {
    Slot slot = append(ALICE, 1);
    List<Action<String>> actions = core.onConnected("c", PHONE, 0);
    assertThat(actions).contains(new Action.Read<>(0));
    LogRecord record =
        new LogRecord(
            0,
            0,
            slot,
            ByteBuffer.wrap(
                EnvelopeCodec.encodeMessage(
                    new MessageId(7, 1), ALICE, 1, 0, 0, ByteBuffer.allocate(3))),
            LogRecord.NOTHING);

    core.onRead(new ListedChunk(List.of(record)), 1);
    assertThat(core.onTick(1)).containsExactly(report(1, 1, 0));
    assertThat(core.onReported(1)).containsExactly(new Action.Forget<>(slot, 0, 0));
  }

  @Test
  void nobodyHearsOfWhatADeviceThatIsNoMoreLeavesBehind() {
    core.onConnected("c", PHONE, -1);
    Slot slot = append(ALICE, 1);

    assertThat(core.onDiscarded("c", PHONE, 0)).containsExactly(new Action.Forget<>(slot, 0, 0));
  }

  @Test
  void aUsersOwnDevicesTellEachOtherNothing() {
    core.onConnected("c", PHONE, -1);
    DeviceAddress tablet = new DeviceAddress(PHONE.user(), 2);
    Slot slot = append(tablet, 1);

    assertThat(core.onAcknowledged("c", PHONE, 0)).containsExactly(new Action.Forget<>(slot, 0, 0));
    assertThat(core.onUserRead(PHONE, Conversation.with(PHONE.user(), tablet), 1)).isEmpty();
  }

  @Test
  void howAMessageThatIsLookedAtCameIsToldWithTheReport() {
    DeliveryCore<String> looking = core(new AuditSample(1));
    looking.onTick(5_000);
    looking.onConnected("c", PHONE, -1);
    looking.onAppended(record(0, 5_010, ALICE, 1));
    looking.onTick(5_030);

    assertThat(looking.onAcknowledged("c", PHONE, 0))
        .containsExactly(
            new Action.Report<>(
                1,
                CONVERSATION,
                List.of(new Watermark(PHONE.user(), 1, 0)),
                List.of(new Passage(PHONE.user(), 1, 5_010, 5_000, true, 5_030))));
  }

  @Test
  void whoConnectsAfterwardsWasNotConnected() {
    DeliveryCore<String> looking = core(new AuditSample(1));
    looking.onTick(5_000);
    looking.onAppended(record(0, 4_000, ALICE, 1));
    looking.onConnected("c", PHONE, -1);
    looking.onRead(new ListedChunk(List.of(record(0, 4_000, ALICE, 1))), 1);

    assertThat(looking.onAcknowledged("c", PHONE, 0))
        .containsExactly(
            new Action.Report<>(
                1,
                CONVERSATION,
                List.of(new Watermark(PHONE.user(), 1, 0)),
                List.of(new Passage(PHONE.user(), 1, 4_000, 5_000, false, 5_000))));
  }

  @Test
  void whatADeviceThatIsNoMoreLeavesBehindHasNoPassage() {
    DeliveryCore<String> looking = core(new AuditSample(1));
    looking.onConnected("c", PHONE, -1);
    LogRecord left = record(0, 1, ALICE, 1);
    looking.onAppended(left);

    assertThat(looking.onDiscarded("c", PHONE, 0))
        .containsExactly(new Action.Forget<>(left.slot(), 0, 0));
  }

  @Test
  void aConnectionMayEndBeforeTheReportIsThere() {
    core.onConnected("c", PHONE, -1);
    Slot slot = append(ALICE, 1);
    core.onAcknowledged("c", PHONE, 0);
    core.onDisconnected("c", PHONE);

    assertThat(core.onConnected("d", PHONE, -1))
        .containsExactly(new Action.Welcome<>("d"), new Action.Drained<>("d"));
    assertThat(core.onReported(1)).containsExactly(new Action.Forget<>(slot, 0, 0));
  }
}
