package io.restante.it.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.DeviceAddress;
import io.restante.contract.MessageId;
import io.restante.it.device.FakeNode.Reaction;
import io.restante.protocol.v1.Deliver;
import io.restante.protocol.v1.RejectCode;
import io.restante.protocol.v1.Rejected;
import io.restante.protocol.v1.Send;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The device against a node that plants faults.
final class DeviceTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final List<Integer> FIRST = List.of(1);

  private final FakeNode node = new FakeNode();
  private final DeviceWorld world =
      new DeviceWorld(node::uri, FakeNode::ticketFor, InstantSource.system(), 42);
  private final ConcurrentLinkedQueue<String> shown = new ConcurrentLinkedQueue<>();
  private final Device alice = device(DeviceListener.DEAF);
  private final Device bob = device(showing());

  @AfterEach
  void close() {
    alice.close();
    bob.close();
    world.close();
    node.close();
  }

  @Test
  void messagesArriveOnceInOrderAndAreAcknowledged() throws Exception {
    // Given
    bob.connect();
    bob.awaitConnected(1, PATIENCE);

    // When
    List<String> sent = send(200);

    // Then
    bob.awaitReceived(200, PATIENCE);
    alice.awaitAccepted(PATIENCE);
    assertThat(shown).containsExactlyElementsOf(sent);
    assertThat(bob.findings()).isEqualTo(new Findings(200, 0, 0, 0, 0, 0));
    bob.disconnect();
    bob.awaitDisconnected(1, PATIENCE);
    assertThat(node.waiting(bob.address())).isZero();
    assertThat(node.acknowledgements()).hasSizeLessThan(200).isSorted();
  }

  @Test
  void whatPiledUpIsDrainedInOrder() throws Exception {
    // Given
    List<String> sent = send(100);
    alice.awaitAccepted(PATIENCE);

    // When
    bob.connect();

    // Then
    bob.awaitDrained(1, PATIENCE);
    assertThat(shown).containsExactlyElementsOf(sent);
    assertThat(bob.findings().isClean()).isTrue();
  }

  @Test
  void whatWasNotAcceptedIsRepeatedInOrderUnderTheSameIds() throws Exception {
    // Given
    bob.connect();
    bob.awaitConnected(1, PATIENCE);
    AtomicBoolean isBroken = new AtomicBoolean();
    node.react(
        send ->
            send.getNumber() == 5 && !isBroken.getAndSet(true)
                ? new Reaction.AcceptThenBreak()
                : new Reaction.Accept());

    // When
    List<String> sent = send(30);

    // Then
    alice.awaitAccepted(PATIENCE);
    bob.awaitReceived(30, PATIENCE);
    assertThat(shown).containsExactlyElementsOf(sent);
    assertThat(bob.findings().isClean()).isTrue();
    assertThat(bob.findings().repeated()).isPositive();
    assertThat(alice.connections()).isEqualTo(2);
    assertThat(alice.acceptedOutOfOrder()).isZero();
    Set<MessageId> fifth = new HashSet<>();
    for (Send send : node.sends()) {
      if (send.getNumber() == 5) {
        fifth.add(Ids.messageId(send.getId()));
      }
    }
    assertThat(fifth).hasSize(1);
  }

  @Test
  void refusedMessageIsRepeatedFirstAndInOrder() throws Exception {
    // Given
    bob.connect();
    bob.awaitConnected(1, PATIENCE);
    node.react(new RefusingOnce(7, RejectCode.RATE_LIMITED, 20));

    // When
    List<String> sent = send(50);

    // Then
    alice.awaitAccepted(PATIENCE);
    bob.awaitReceived(50, PATIENCE);
    assertThat(shown).containsExactlyElementsOf(sent);
    assertThat(bob.findings()).isEqualTo(new Findings(50, 0, 0, 0, 0, 0));
  }

  @Test
  void numberOfMessageRefusedForGoodGoesToTheNext() throws Exception {
    // Given
    bob.connect();
    bob.awaitConnected(1, PATIENCE);
    node.react(new RefusingOnce(7, RejectCode.TOO_LARGE, -1));

    // When
    List<String> sent = new ArrayList<>(send(50));

    // Then
    alice.awaitAccepted(PATIENCE);
    bob.awaitReceived(49, PATIENCE);
    sent.remove(6);
    assertThat(shown).containsExactlyElementsOf(sent);
    assertThat(bob.findings()).isEqualTo(new Findings(49, 0, 0, 0, 0, 0));
  }

  @Test
  void noMoreThanTheSendWindowIsUnanswered() throws Exception {
    // Given
    node.react(_ -> new Reaction.Ignore());

    // When
    send(50);

    // Then
    alice.awaitConnected(1, PATIENCE);
    node.kick(alice.address(), 1001);
    alice.awaitDisconnected(1, PATIENCE);
    assertThat(node.sends()).hasSizeLessThanOrEqualTo(FakeNode.SEND_WINDOW * 2);
  }

  @Test
  void storedButUnacknowledgedIsNotDeliveredAgain() throws Exception {
    // Given
    bob.holdAcknowledgements(true);
    send(20);
    alice.awaitAccepted(PATIENCE);
    bob.connect();
    bob.awaitDrained(1, PATIENCE);
    assertThat(node.waiting(bob.address())).isEqualTo(20);

    // When
    node.kick(bob.address(), 1001);

    // Then
    bob.awaitDrained(2, PATIENCE);
    assertThat(node.waiting(bob.address())).isZero();
    assertThat(bob.findings()).isEqualTo(new Findings(20, 0, 0, 0, 0, 0));
  }

  @Test
  void supersededDeviceStaysAway() throws Exception {
    // Given
    bob.connect();
    bob.awaitConnected(1, PATIENCE);

    // When
    node.kick(bob.address(), CloseCodes.SUPERSEDED);

    // Then
    bob.awaitDisconnected(1, PATIENCE);
    assertThat(bob.connections()).isEqualTo(1);
  }

  @Test
  void plantedLossIsSeen() throws Exception {
    Findings findings = drainThrough(waiting -> waiting.subList(0, 3), 2);
    assertThat(findings).isEqualTo(new Findings(5, 0, 0, 3, 0, 0));
    assertThat(findings.isClean()).isFalse();
  }

  @Test
  void plantedReorderingIsSeen() throws Exception {
    Findings findings =
        drainThrough(
            waiting -> {
              Collections.swap(waiting, 1, 2);
              return waiting;
            },
            0);
    assertThat(findings).isEqualTo(new Findings(6, 0, 1, 0, 0, 1));
    assertThat(findings.isClean()).isFalse();
  }

  @Test
  void plantedRepetitionIsDroppedAndCounted() throws Exception {
    Findings findings =
        drainThrough(
            waiting -> {
              Deliver again = waiting.get(1);
              waiting.add(new Deliver(1_000L, again.getEnvelope().duplicate()));
              return waiting;
            },
            0);
    assertThat(findings).isEqualTo(new Findings(6, 1, 0, 0, 0, 0));
    assertThat(findings.isClean()).isTrue();
    assertThat(shown).hasSize(6);
  }

  /// Lets six messages pile up, drains them through a fault, then sends some more.
  private Findings drainThrough(UnaryOperator<List<Deliver>> fault, int more) throws Exception {
    send(6);
    alice.awaitAccepted(PATIENCE);
    node.deliver(fault);
    bob.connect();
    bob.awaitDrained(1, PATIENCE);
    node.deliver(UnaryOperator.identity());
    long before = bob.received();
    send(more);
    bob.awaitReceived(before + more, PATIENCE);
    return bob.findings();
  }

  private List<String> send(int count) throws Exception {
    alice.connect();
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String text = "message " + i;
      alice.send(bob.address().user(), FIRST, text.getBytes(StandardCharsets.UTF_8));
      sent.add(text);
    }
    return sent;
  }

  private Device device(DeviceListener listener) {
    return new Device(world, new DeviceAddress(world.newUser(), 1), DeviceSettings.USUAL, listener);
  }

  private DeviceListener showing() {
    return new DeviceListener() {
      @Override
      public void received(Received message) {
        shown.add(StandardCharsets.UTF_8.decode(message.ciphertext().duplicate()).toString());
      }
    };
  }

  /// Refuses one number once, and what follows it until the number comes again.
  private static final class RefusingOnce implements Function<Send, Reaction> {
    private final long number;
    private final RejectCode code;
    private final int retryAfterMs;
    private boolean hasRefused;
    private boolean isRepeated;

    private RefusingOnce(long number, RejectCode code, int retryAfterMs) {
      this.number = number;
      this.code = code;
      this.retryAfterMs = retryAfterMs;
    }

    @Override
    public Reaction apply(Send send) {
      if (send.getNumber() < number || isRepeated) {
        return new Reaction.Accept();
      }
      if (send.getNumber() == number && hasRefused) {
        isRepeated = true;
        return new Reaction.Accept();
      }
      boolean isFirst = send.getNumber() == number;
      hasRefused |= isFirst;
      return new Reaction.Refuse(
          isFirst
              ? new Rejected(send.getId(), code, retryAfterMs, "planted")
              : new Rejected(send.getId(), RejectCode.REPEAT_FIRST, 0, "planted"));
    }
  }
}
