package io.restante.it.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.GroupId;
import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What the outbox does when a group refuses what the log has accepted.
final class RewindTest {
  private static final GroupId GROUP = new GroupId(7, 7);
  private static final UserId BOB = new UserId(1, 1);

  private final Outbox outbox = new Outbox();

  @Test
  void groupAndUserAreNumberedApart() {
    add(1, 1);
    outbox.add(id(2), BOB, Map.of());
    add(3, 2);

    assertThat(sendAll(10)).containsExactly("1:1", "2:1", "3:2");
  }

  @Test
  void refusedGroupWaitsForAllAnswersAndTheyMeanNothing() {
    // Given
    add(1, 1);
    add(2, 2);
    add(3, 3);
    sendAll(2);

    // When
    outbox.hold(GROUP);
    outbox.rewind(GROUP, List.of(parcel(1, 1), parcel(2, 2), parcel(3, 3)));

    // Then
    assertThat(sendAll(10)).isEmpty();
    assertThat(outbox.onAccepted(id(1))).isNull();
    assertThat(sendAll(10)).isEmpty();
    assertThat(outbox.onAccepted(id(2))).isNull();
    assertThat(sendAll(10)).containsExactly("1:1", "2:2", "3:3");
    assertThat(outbox.onAccepted(id(1))).isNotNull();
    assertThat(outbox.acceptedOutOfOrder()).isZero();
  }

  @Test
  void heldGroupHoldsNobodyElseUp() {
    // Given
    add(1, 1);
    sendAll(10);

    // When
    outbox.hold(GROUP);
    outbox.add(id(2), BOB, Map.of());
    add(3, 2);

    // Then
    assertThat(sendAll(10)).containsExactly("2:1");
  }

  @Test
  void whatFollowsRewindStaysBehindIt() {
    // Given
    add(1, 4);
    sendAll(10);
    outbox.hold(GROUP);
    outbox.rewind(GROUP, List.of(parcel(1, 4)));

    // When
    add(2, 5);
    outbox.onAccepted(id(1));

    // Then
    assertThat(sendAll(10)).containsExactly("1:4", "2:5");
  }

  @Test
  void brokenConnectionIsAnAnswer() {
    // Given
    add(1, 1);
    add(2, 2);
    sendAll(1);
    outbox.rewind(GROUP, List.of(parcel(1, 1), parcel(2, 2)));

    // When
    outbox.onDisconnected();

    // Then
    assertThat(sendAll(10)).containsExactly("1:1", "2:2");
    assertThat(outbox.size()).isEqualTo(2);
  }

  @Test
  void heldGroupStaysHeldAcrossConnections() {
    // Given
    add(1, 1);
    sendAll(10);
    outbox.hold(GROUP);

    // When
    outbox.onDisconnected();

    // Then
    assertThat(sendAll(10)).isEmpty();
    outbox.rewind(GROUP, List.of());
    add(2, 1);
    assertThat(sendAll(10)).containsExactly("2:1");
  }

  @Test
  void refusalByTheNodeOfWhatIsRewoundNeedsAnotherConnection() {
    // Given
    add(1, 1);
    add(2, 2);
    sendAll(10);
    outbox.rewind(GROUP, List.of(parcel(1, 1), parcel(2, 2)));
    outbox.onAccepted(id(1));

    // When
    assertThat(outbox.onRejected(id(2), 0, 0)).isNull();

    // Then
    assertThat(outbox.isStuck()).isTrue();
    outbox.onDisconnected();
    assertThat(sendAll(10)).containsExactly("1:1", "2:2");
  }

  private void add(int id, long number) {
    outbox.add(parcel(id, number));
  }

  private static GroupParcel parcel(int id, long number) {
    return new GroupParcel(id(id), GROUP, number, 1, 0, ByteBuffer.allocate(1));
  }

  private static MessageId id(int id) {
    return new MessageId(0, id);
  }

  private List<String> sendAll(int window) {
    List<String> sent = new ArrayList<>();
    for (Outgoing next = outbox.next(window, 0); next != null; next = outbox.next(window, 0)) {
      sent.add(next.id().low() + ":" + next.number());
    }
    return sent;
  }
}
