package io.restante.gateway.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.AuditSample;
import io.restante.contract.DeviceAddress;
import io.restante.contract.Slot;
import io.restante.contract.UserId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A tombstone answers one record; what is newer in its slot has to survive compaction.
final class SupersedingSlotTest {
  private static final CoreSettings SETTINGS =
      new CoreSettings(
          4,
          1_000,
          30_000,
          10,
          0,
          Long.MAX_VALUE / 2,
          1,
          Long.MAX_VALUE / 2,
          1_000,
          DeliveryBudget.unlimited(),
          AuditSample.NONE);
  private static final DeviceAddress PHONE = new DeviceAddress(new UserId(1, 1), 1);
  private static final Slot SLOT = Slot.ofKeysLow(PHONE);

  private final MemoryStore store = new MemoryStore();
  private final List<LogRecord> log = new ArrayList<>();
  private DeliveryCore<String> core = new DeliveryCore<>(SETTINGS, store, 0, 0);

  @Test
  void recordThatSlippedInAheadOfATombstoneIsAppendedAgain() {
    append(1);
    append(2);
    tombstone(0, 0);

    assertThat(core.onTick(1)).containsExactly(new Action.Read<>(1));
    assertThat(read()).containsExactly(new Action.Repeat<>(SLOT, 1, value(2)));
  }

  @Test
  void itIsAppendedAgainOnce() {
    append(1);
    append(2);
    tombstone(0, 0);
    core.onTick(1);
    read();

    assertThat(core.onTick(2)).isEmpty();
  }

  @Test
  void nextOwnerAppendsItAgainWhenTheLastOneCouldNot() {
    append(1);
    append(2);
    tombstone(0, 0);
    core.checkpoint();

    core = new DeliveryCore<>(SETTINGS, store, 3, 0);

    assertThat(core.onTick(1)).containsExactly(new Action.Read<>(1));
    assertThat(read()).containsExactly(new Action.Repeat<>(SLOT, 1, value(2)));
  }

  @Test
  void nextOwnerSeesInTheLogThatItHasBeenAppendedAgain() {
    append(1);
    append(2);
    tombstone(0, 0);
    core.checkpoint();
    log.add(new LogRecord(3, 0, SLOT, value(2), LogRecord.NOTHING, 1));

    core = new DeliveryCore<>(SETTINGS, store, 4, 0);
    core.onAppended(log.getLast());

    assertThat(core.onTick(1)).isEmpty();
    core.onConnected("c", PHONE, -1);
    assertThat(delivered(read())).containsExactly(3L);
  }

  @Test
  void acknowledgedRecordGetsNoTombstoneWhenANewerStandsInItsSlot() {
    core.onConnected("c", PHONE, -1);
    append(1);
    append(2);

    assertThat(core.onAcknowledged("c", PHONE, 0)).isEmpty();
    assertThat(core.onAcknowledged("c", PHONE, 1)).containsExactly(new Action.Forget<>(SLOT, 1, 1));
  }

  @Test
  void onlyTheNewestOfASlotIsDeliveredToADeviceThatWasAway() {
    append(1);
    append(2);
    core.onConnected("c", PHONE, -1);

    assertThat(delivered(read())).containsExactly(1L);
  }

  @Test
  void tombstoneForARepetitionAnswersWhatItRepeats() {
    append(1);
    append(2);
    tombstone(0, 0);
    core.onConnected("c", PHONE, 1);
    log.add(new LogRecord(3, 0, SLOT, value(2), LogRecord.NOTHING, 1));

    core.onAppended(log.getLast());
    read();

    assertThat(core.onAcknowledged("c", PHONE, 3)).containsExactly(new Action.Forget<>(SLOT, 3, 1));
  }

  @Test
  void lateRepetitionOfAnOldOwnerDoesNotSupersedeWhatIsNewer() {
    append(1);
    append(2);
    LogRecord late = new LogRecord(2, 0, SLOT, value(1), LogRecord.NOTHING, 0);
    log.add(late);

    assertThat(delivered(core.onAppended(late))).isEmpty();
    assertThat(core.onTick(1)).containsExactly(new Action.Read<>(1));
    assertThat(read()).containsExactly(new Action.Repeat<>(SLOT, 1, value(2)));
  }

  @Test
  void recordThatIsGoneBeforeItCouldBeAppendedAgainIsReported() {
    append(1);
    append(2);
    tombstone(0, 0);
    log.remove(1);
    core.onTick(1);

    assertThat(read()).containsExactly(new Action.Erased<>(SLOT, 1));
  }

  private void append(int content) {
    add(value(content), LogRecord.NOTHING);
  }

  private void tombstone(long answers, long version) {
    LogRecord tombstone = new LogRecord(log.size(), 0, SLOT, null, answers, version);
    log.add(tombstone);
    core.onAppended(tombstone);
  }

  private void add(@Nullable ByteBuffer value, long answers) {
    LogRecord appended = new LogRecord(log.size(), 0, SLOT, value, answers);
    log.add(appended);
    core.onAppended(appended);
  }

  private static ByteBuffer value(int content) {
    return ByteBuffer.allocate(4).putInt(0, content);
  }

  private List<Action<String>> read() {
    List<LogRecord> records = List.copyOf(log);
    return core.onRead(
        new Chunk() {
          @Override
          public int size() {
            return records.size();
          }

          @Override
          public long offset(int index) {
            return records.get(index).offset();
          }

          @Override
          public LogRecord record(int index) {
            return records.get(index);
          }
        },
        records.getLast().offset() + 1);
  }

  private static List<Long> delivered(List<Action<String>> actions) {
    return actions.stream()
        .filter(Action.Deliver.class::isInstance)
        .map(action -> ((Action.Deliver<String>) action).offset())
        .toList();
  }
}
