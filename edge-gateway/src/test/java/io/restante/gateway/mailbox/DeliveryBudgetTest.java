package io.restante.gateway.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.AuditSample;
import io.restante.contract.DeviceAddress;
import io.restante.contract.MessageId;
import io.restante.contract.Slot;
import io.restante.contract.UserId;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DeliveryBudgetTest {
  private static final int MOST = 10_000;
  private static final int WINDOW = 32_000;
  private static final int BYTES = 600;
  private static final long NEVER = Long.MAX_VALUE / 2;
  private static final DeviceAddress SLOW = new DeviceAddress(new UserId(1, 1), 1);
  private static final DeviceAddress OTHER = new DeviceAddress(new UserId(1, 2), 1);

  private final DeliveryBudget budget = new DeliveryBudget(MOST);
  private final DeliveryCore<String> core =
      new DeliveryCore<>(
          new CoreSettings(
              256, WINDOW, 30_000, 10, 100, 5_000, NEVER, NEVER, 1_000, budget, AuditSample.NONE),
          new MemoryStore(),
          0,
          0);
  private long end;

  @Test
  void windowsAreNarrowOnceTheBudgetIsUsedUp() {
    core.onConnected("slow", SLOW, -1);
    int delivered = 0;
    while (append(SLOW)) {
      delivered++;
    }
    assertThat(budget.taken())
        .isBetween((long) MOST, MOST + BYTES + (long) DeliveryBudget.BOOKKEEPING_BYTES);
    assertThat(delivered * BYTES).as("far below the usual window").isLessThan(WINDOW);

    core.onConnected("other", OTHER, -1);
    assertThat(append(OTHER)).as("one is always let through").isTrue();
    assertThat(append(OTHER)).as("a narrow window has 1,000 bytes").isFalse();
  }

  @Test
  void windowsAreUsualAgainWhenSomethingWasAcknowledged() {
    core.onConnected("slow", SLOW, -1);
    core.onConnected("other", OTHER, -1);
    while (append(SLOW)) {
      assertThat(end).isLessThan(100);
    }
    core.onAcknowledged("slow", SLOW, end);
    assertThat(budget.taken()).isZero();
    assertThat(append(OTHER)).isTrue();
    assertThat(append(OTHER)).isTrue();
  }

  @Test
  void connectionsThatEndGiveBackWhatTheyTook() {
    core.onConnected("slow", SLOW, -1);
    append(SLOW);
    core.onDisconnected("slow", SLOW);
    assertThat(budget.taken()).isZero();
  }

  @Test
  void partitionThatIsLostGivesBackWhatItsDevicesTook() {
    core.onConnected("slow", SLOW, -1);
    core.onConnected("other", OTHER, -1);
    append(SLOW);
    append(OTHER);
    core.onLost();
    assertThat(budget.taken()).isZero();
  }

  /// Appends an envelope; returns whether it was delivered at once.
  private boolean append(DeviceAddress to) {
    long offset = end++;
    Slot slot = Slot.ofMessage(to, new MessageId(9, offset), (int) offset);
    List<Action<String>> actions =
        core.onAppended(
            new LogRecord(offset, 0, slot, ByteBuffer.allocate(BYTES), LogRecord.NOTHING));
    return actions.stream().anyMatch(Action.Deliver.class::isInstance);
  }
}
