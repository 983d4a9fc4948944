package io.restante.it.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The outbox, event by event.
final class OutboxTest {
  private static final UserId BOB = new UserId(1, 1);
  private static final UserId CAROL = new UserId(2, 2);

  private final Outbox outbox = new Outbox();

  @Test
  void conversationsAreNumberedApart() {
    add(BOB, 1);
    add(CAROL, 2);
    add(BOB, 3);

    assertThat(sendAll(10, 0)).containsExactly("1:1", "2:1", "3:2");
  }

  @Test
  void windowIsKept() {
    for (int id = 1; id <= 5; id++) {
      add(BOB, id);
    }

    assertThat(sendAll(3, 0)).containsExactly("1:1", "2:2", "3:3");
    outbox.onAccepted(id(1));
    assertThat(sendAll(3, 0)).containsExactly("4:4");
  }

  @Test
  void afterRefusalAllAnswersAndTheDelayAreAwaited() {
    // Given
    add(BOB, 1);
    add(BOB, 2);
    add(CAROL, 3);
    sendAll(10, 0);

    // When
    outbox.onRejected(id(1), 100, 1_000);

    // Then
    add(BOB, 4);
    assertThat(sendAll(10, 2_000)).isEmpty();
    assertThat(outbox.waitMs(1_000)).isEqualTo(-1);
    outbox.onRejected(id(2), 0, 1_010);
    outbox.onRejected(id(3), 0, 1_010);
    assertThat(outbox.waitMs(1_010)).isEqualTo(90);
    assertThat(sendAll(10, 1_099)).isEmpty();
    assertThat(sendAll(10, 1_100)).containsExactly("1:1", "2:2", "3:1", "4:3");
  }

  @Test
  void refusalForGoodHoldsNoOtherConversationUp() {
    // Given
    add(BOB, 1);
    add(CAROL, 2);
    sendAll(1, 0);

    // When
    outbox.onRejected(id(1), -1, 0);

    // Then
    assertThat(sendAll(10, 0)).containsExactly("2:1");
  }

  @Test
  void numberOfMessageRefusedForGoodIsUsedAgain() {
    // Given
    add(BOB, 1);
    add(BOB, 2);
    add(BOB, 3);
    sendAll(2, 0);
    outbox.onAccepted(id(1));

    // When
    outbox.onRejected(id(2), -1, 0);

    // Then
    add(BOB, 4);
    assertThat(sendAll(10, 0)).containsExactly("3:2", "4:3");
    assertThat(outbox.size()).isEqualTo(2);
  }

  @Test
  void everythingUnansweredIsRepeatedInOrderAfterBreak() {
    // Given
    add(BOB, 1);
    add(CAROL, 2);
    add(BOB, 3);
    sendAll(10, 0);
    outbox.onAccepted(id(2));

    // When
    outbox.onDisconnected();

    // Then
    assertThat(outbox.inFlight()).isZero();
    assertThat(sendAll(10, 0)).containsExactly("1:1", "3:2");
  }

  @Test
  void acceptanceOutOfOrderIsCounted() {
    add(BOB, 1);
    add(BOB, 2);
    sendAll(10, 0);

    outbox.onAccepted(id(2));

    assertThat(outbox.acceptedOutOfOrder()).isEqualTo(1);
  }

  private void add(UserId recipient, int id) {
    outbox.add(id(id), recipient, Map.of());
  }

  private static MessageId id(int id) {
    return new MessageId(0, id);
  }

  private List<String> sendAll(int window, long nowMs) {
    List<String> sent = new ArrayList<>();
    for (Outgoing next = outbox.next(window, nowMs);
        next != null;
        next = outbox.next(window, nowMs)) {
      sent.add(next.id().low() + ":" + next.number());
    }
    return sent;
  }
}
