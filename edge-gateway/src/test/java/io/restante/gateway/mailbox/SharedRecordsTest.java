package io.restante.gateway.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.AuditSample;
import io.restante.contract.DeviceAddress;
import io.restante.contract.EnvelopeCodec;
import io.restante.contract.MessageId;
import io.restante.contract.Slot;
import io.restante.contract.UserId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedRecordsTest {
  private static final long NEVER = Long.MAX_VALUE / 2;
  private static final CoreSettings SETTINGS =
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
          AuditSample.NONE);
  private static final DeviceAddress PHONE = new DeviceAddress(new UserId(1, 1), 1);
  private static final DeviceAddress TABLET = new DeviceAddress(new UserId(1, 1), 2);
  private static final DeviceAddress OTHER = new DeviceAddress(new UserId(1, 2), 1);
  private static final List<DeviceAddress> ALL = List.of(PHONE, TABLET, OTHER);
  private static final Slot SLOT = Slot.ofGroupMessage(new MessageId(5, 6), 7);
  private static final ByteBuffer VALUE = ByteBuffer.wrap(new byte[] {1, 2, 3});

  private final MemoryStore store = new MemoryStore();
  private DeliveryCore<String> core = new DeliveryCore<>(SETTINGS, store, 0, 0);
  private long end;

  @Test
  void everyDeviceGetsItAndTheLastOneLetsItBeForgotten() {
    connectAll();

    assertThat(share(ALL))
        .containsExactly(
            new Action.Deliver<>("phone", 0, VALUE),
            new Action.Deliver<>("tablet", 0, VALUE),
            new Action.Deliver<>("other", 0, VALUE));
    assertThat(core.onAcknowledged("phone", PHONE, 0)).isEmpty();
    assertThat(core.onAcknowledged("other", OTHER, 0)).isEmpty();
    assertThat(core.onAcknowledged("tablet", TABLET, 0))
        .containsExactly(new Action.Forget<>(SLOT, 0, 0));
    tombstone(SLOT, 0);
    core.checkpoint();

    assertThat(store.sharings).isEmpty();
    assertThat(store.mailboxes.values()).allSatisfy(offsets -> assertThat(offsets).isEmpty());
  }

  @Test
  void whoHasYetToStoreItIsNotedOnceWithCompany() {
    connectAll();
    share(ALL);
    core.onAcknowledged("phone", PHONE, 0);
    core.onTick(600);
    core.onAcknowledged("other", OTHER, 0);

    assertThat(core.onTick(999)).isEmpty();
    assertThat(core.onTick(1_000))
        .containsExactly(new Action.Note<>(SLOT.remainder(), 0, List.of(TABLET)));
    assertThat(core.onTick(5_000)).isEmpty();
  }

  @Test
  void aRemainderCountsAndGoesWithTheRecord() {
    core.onConnected("tablet", TABLET, -1);
    share(ALL);
    note(SLOT, 0, TABLET);
    core.checkpoint();
    assertThat(store.page(PHONE, 0, 9)).isEmpty();
    assertThat(store.sharings.get(0L)).isEqualTo(new Sharing(SLOT, true, List.of(TABLET)));

    assertThat(core.onAcknowledged("tablet", TABLET, 0))
        .containsExactly(
            new Action.Forget<>(SLOT.remainder(), 0, 0), new Action.Forget<>(SLOT, 0, 0));
    assertThat(tombstone(SLOT.remainder(), 0)).isEmpty();
    assertThat(tombstone(SLOT, 0)).isEmpty();
    core.checkpoint();
    assertThat(store.sharings).isEmpty();
  }

  @Test
  void anOlderRemainderBringsNobodyBack() {
    share(ALL);
    note(SLOT, 0, TABLET);
    note(SLOT, 0, TABLET, OTHER);
    core.checkpoint();

    assertThat(store.sharings.get(0L)).isEqualTo(new Sharing(SLOT, true, List.of(TABLET)));
    assertThat(store.page(OTHER, 0, 9)).isEmpty();
  }

  @Test
  void aRemainderOfWhatIsGoneIsForgotten() {
    share(ALL);
    tombstone(SLOT, 0);

    assertThat(note(SLOT, 0, TABLET)).containsExactly(new Action.Forget<>(SLOT.remainder(), 0, 0));
    core.checkpoint();
    core = new DeliveryCore<>(SETTINGS, store, end, 0);
    assertThat(core.onTick(1)).containsExactly(new Action.Forget<>(SLOT.remainder(), 0, 0));
    tombstone(SLOT.remainder(), 0);
    core.checkpoint();
    assertThat(store.sharings).isEmpty();
  }

  @Test
  void withNobodyToReceiveItItIsForgottenAtOnce() {
    assertThat(share(List.of())).containsExactly(new Action.Forget<>(SLOT, 0, 0));
  }

  @Test
  void whatADeviceHasStoredIsNotSentAgainBeforeTheLogKnows() {
    connectAll();
    share(ALL);
    core.onAcknowledged("phone", PHONE, 0);
    core.onDisconnected("phone", PHONE);

    assertThat(core.onConnected("phone again", PHONE, -1))
        .containsExactly(new Action.Welcome<>("phone again"), new Action.Drained<>("phone again"));
  }

  @Test
  void aNewOwnerLearnsFromTheDeviceWhatItHasStored() {
    share(ALL);
    core.checkpoint();
    core = new DeliveryCore<>(SETTINGS, store, end, 0);

    assertThat(core.onConnected("phone", PHONE, 0))
        .containsExactly(new Action.Welcome<>("phone"), new Action.Read<>(0));
    assertThat(core.onRead(chunk(), end)).containsExactly(new Action.Drained<>("phone"));
    assertThat(core.onTick(1_000))
        .containsExactly(new Action.Note<>(SLOT.remainder(), 0, List.of(TABLET, OTHER)));
  }

  @Test
  void aRecordThatDoesNotNameTheUserIsNotDelivered() {
    share(List.of(PHONE));
    core.checkpoint();
    core = new DeliveryCore<>(SETTINGS, store, end, 0);
    core.onConnected("phone", PHONE, -1);
    Chunk foreign = new ListedChunk(List.of(record(List.of(OTHER.user()))));

    assertThat(core.onRead(foreign, end)).containsExactly(new Action.Rebuild<>());
  }

  private void connectAll() {
    core.onConnected("phone", PHONE, -1);
    core.onConnected("tablet", TABLET, -1);
    core.onConnected("other", OTHER, -1);
  }

  private List<Action<String>> share(List<DeviceAddress> devices) {
    LogRecord shared = record(users(devices));
    end++;
    return core.onShared(shared, devices);
  }

  private List<Action<String>> note(Slot slot, long of, DeviceAddress... devices) {
    ByteBuffer value = ByteBuffer.wrap(EnvelopeCodec.encodeRemainder(of, List.of(devices)));
    return core.onAppended(new LogRecord(end++, 0, slot.remainder(), value, LogRecord.NOTHING));
  }

  private List<Action<String>> tombstone(Slot slot, long answers) {
    return core.onAppended(new LogRecord(end++, 0, slot, null, answers));
  }

  private Chunk chunk() {
    return new ListedChunk(List.of(record(users(ALL))));
  }

  private static LogRecord record(List<UserId> recipients) {
    return new LogRecord(0, 0, SLOT, VALUE, LogRecord.NOTHING, 0, recipients);
  }

  private static List<UserId> users(List<DeviceAddress> devices) {
    List<UserId> users = new ArrayList<>();
    devices.forEach(device -> users.add(device.user()));
    return users;
  }
}
