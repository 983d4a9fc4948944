package io.restante.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import io.restante.contract.UuidV7;
import io.restante.gateway.frame.ClientFrame;
import io.restante.gateway.frame.FrameFlaw;
import io.restante.gateway.frame.Peer;
import io.restante.gateway.frame.RejectCode;
import io.restante.gateway.frame.SendFlaw;
import io.restante.gateway.login.TicketVerdict;
import io.restante.gateway.mailbox.Disconnection;
import io.restante.gateway.mailbox.Refusal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class SessionTest {
  private static final SessionLimits LIMITS =
      new SessionLimits(Duration.ofSeconds(10), Duration.ofSeconds(60), 4, 10, 6, 20);
  private static final UUID LOG = new UUID(1, 2);
  private static final UuidV7 IDS = new UuidV7(InstantSource.system(), new Random(3));
  private static final UserId BOB = IDS.nextUserId();
  private static final GroupId GROUP = new GroupId(BOB.high(), 5);
  private static final UserId EVE = IDS.nextUserId();
  private static final DeviceAddress ALICE = new DeviceAddress(IDS.nextUserId(), 1);
  private static final ClientFrame HELLO =
      new ClientFrame.Hello(ByteBuffer.allocate(4), ClientFrame.Past.NONE);
  private static final ClientFrame MALFORMED = new ClientFrame.Malformed(FrameFlaw.TRUNCATED);

  private final Session session = new Session(LIMITS, 0);
  private long nowMs = 1;

  @Test
  void helloLeadsThroughTheTicketToTheMailbox() {
    assertThat(frame(HELLO)).containsExactly(new Action.JudgeTicket(ByteBuffer.allocate(4)));
    assertThat(session.onVerdict(new TicketVerdict.Genuine(ALICE, 1, Instant.MAX)))
        .containsExactly(
            new Action.PauseReads(), new Action.OpenMailbox(ALICE, ClientFrame.Past.NONE));
    assertThat(session.onWelcomed(LOG))
        .containsExactly(new Action.Greet(LOG), new Action.ResumeReads());
  }

  @Test
  void deviceIsSentHomeInAnswerToHelloAndLater() {
    String home = "ws://127.0.0.2:8480/v1";
    frame(HELLO);
    session.onVerdict(new TicketVerdict.Genuine(ALICE, 1, Instant.MAX));

    assertThat(session.onMoved(home))
        .containsExactly(
            new Action.Move(home),
            new Action.CloseMailbox(),
            new Action.Close(CloseReason.NOT_HOME));
    assertThat(session.onMoved(home)).isEmpty();
    assertThat(session.isClosed()).isTrue();
  }

  @Test
  void anyOtherFirstFrameEndsTheConnection() {
    List<ClientFrame> others =
        List.of(
            send(BOB, 1),
            new ClientFrame.Ack(1),
            new ClientFrame.Ping(1),
            new ClientFrame.Unknown(9),
            new ClientFrame.Refused(IDS.nextMessageId(), new Peer(1, 2), 1, SendFlaw.NO_COPIES));
    for (ClientFrame other : others) {
      assertThat(new Session(LIMITS, 0).onFrame(other, 1))
          .containsExactly(new Action.Close(CloseReason.HELLO_EXPECTED));
    }
    assertThat(frame(MALFORMED)).containsExactly(new Action.Close(CloseReason.MALFORMED_FRAME));
  }

  @Test
  void everyBadTicketHasItsOwnReason() {
    Map<TicketVerdict, CloseReason> reasons =
        Map.of(
            new TicketVerdict.Malformed(), CloseReason.TICKET_MALFORMED,
            new TicketVerdict.UnknownKey(), CloseReason.TICKET_UNKNOWN_KEY,
            new TicketVerdict.ForeignCell(), CloseReason.TICKET_FOREIGN_CELL,
            new TicketVerdict.Forged(), CloseReason.TICKET_FORGED,
            new TicketVerdict.Expired(), CloseReason.TICKET_EXPIRED);
    reasons.forEach(
        (verdict, reason) -> {
          Session fresh = new Session(LIMITS, 0);
          fresh.onFrame(HELLO, 1);
          assertThat(fresh.onVerdict(verdict)).containsExactly(new Action.Close(reason));
          assertThat(fresh.isClosed()).isTrue();
        });
  }

  @Test
  void refusedMailboxIsGivenBackAndTheConnectionEnds() {
    frame(HELLO);
    session.onVerdict(new TicketVerdict.Genuine(ALICE, 1, Instant.MAX));
    assertThat(session.onRefused(Refusal.NOT_HOME))
        .containsExactly(new Action.CloseMailbox(), new Action.Close(CloseReason.NOT_HOME));
    assertThat(session.onWelcomed(LOG)).isEmpty();
    assertThat(session.onLost()).isEmpty();
  }

  @Test
  void helloHasToComeInTime() {
    assertThat(session.onTick(9_999, true)).isEmpty();
    assertThat(session.onTick(10_000, true))
        .containsExactly(new Action.Close(CloseReason.HELLO_TIMEOUT));
  }

  @Test
  void secondHelloEndsTheConnection() {
    ready();
    assertThat(frame(HELLO))
        .containsExactly(new Action.CloseMailbox(), new Action.Close(CloseReason.HELLO_REPEATED));
  }

  @Test
  void acknowledgementsGoForwardAndNeverIntoTheFuture() {
    ready();
    assertThat(session.onDelivered(5)).isTrue();
    assertThat(session.onDelivered(9)).isTrue();
    assertThat(frame(new ClientFrame.Ack(5))).containsExactly(new Action.Acknowledge(5));
    assertThat(frame(new ClientFrame.Ack(5))).isEmpty();
    assertThat(frame(new ClientFrame.Ack(3))).isEmpty();
    assertThat(frame(new ClientFrame.Ack(9))).containsExactly(new Action.Acknowledge(9));
    assertThat(frame(new ClientFrame.Ack(10)))
        .containsExactly(
            new Action.CloseMailbox(), new Action.Close(CloseReason.ACK_FROM_THE_FUTURE));
  }

  @Test
  void acknowledgementBeforeAnyDeliveryIsFromTheFuture() {
    ready();
    assertThat(frame(new ClientFrame.Ack(0)))
        .contains(new Action.Close(CloseReason.ACK_FROM_THE_FUTURE));
  }

  @Test
  void readingStopsAtTheWindowAndGoesOnAtHalfOfIt() {
    ready();
    for (int number = 1; number <= 3; number++) {
      assertThat(frame(send(BOB, number))).hasSize(1);
    }
    assertThat(frame(send(BOB, 4))).hasSize(2).last().isEqualTo(new Action.PauseReads());
    assertThat(session.onAccepted()).isEmpty();
    assertThat(session.onAccepted()).containsExactly(new Action.ResumeReads());
    assertThat(session.onAccepted()).isEmpty();
  }

  @Test
  void fullQueueHoldsTheOneSendUntilThereIsRoom() {
    ready();
    ClientFrame.Send send = send(BOB, 1);
    assertThat(frame(send)).containsExactly(new Action.Submit(send));
    assertThat(session.onQueueFull(send, nowMs)).containsExactly(new Action.PauseReads());
    assertThat(session.onQueueRoom())
        .containsExactly(new Action.ResumeReads(), new Action.Submit(send));
    assertThat(session.onQueueFull(send, nowMs)).containsExactly(new Action.PauseReads());
    assertThat(session.onQueueRoom()).hasSize(2);
    assertThat(session.onQueueRoom()).isEmpty();
  }

  @Test
  void afterARefusalItsConversationGoesOnOnlyWithItsRepetition() {
    ready();
    assertThat(frame(refused(BOB, 3))).containsExactly(rejectOf(SendFlaw.NO_COPIES));
    assertThat(codeOf(frame(send(BOB, 4)))).isEqualTo(RejectCode.REPEAT_FIRST);
    assertThat(codeOf(frame(refused(BOB, 3)))).isEqualTo(RejectCode.INVALID);
    assertThat(codeOf(frame(send(BOB, 4)))).isEqualTo(RejectCode.REPEAT_FIRST);
    assertThat(frame(send(BOB, 3))).first().isInstanceOf(Action.Submit.class);
    assertThat(frame(send(BOB, 4))).first().isInstanceOf(Action.Submit.class);
  }

  @Test
  void groupIsConversationLikeAnyOther() {
    ready();
    var first =
        new ClientFrame.SendGroup(IDS.nextMessageId(), GROUP, 1, 1, 0, ByteBuffer.allocate(1));
    var next =
        new ClientFrame.SendGroup(IDS.nextMessageId(), GROUP, 2, 1, 0, ByteBuffer.allocate(1));
    Peer group = new Peer(GROUP.high(), GROUP.low());

    assertThat(frame(new ClientFrame.Refused(first.id(), group, 1, SendFlaw.EMPTY_CIPHERTEXT)))
        .hasSize(1);

    assertThat(codeOf(frame(next))).isEqualTo(RejectCode.REPEAT_FIRST);
    assertThat(frame(send(BOB, 1))).first().isInstanceOf(Action.Submit.class);
    assertThat(frame(first)).first().isEqualTo(new Action.Submit(first));
    assertThat(frame(next)).first().isEqualTo(new Action.Submit(next));
  }

  @Test
  void refusalLeavesOtherConversationsAlone() {
    ready();
    assertThat(frame(refused(BOB, 3))).containsExactly(rejectOf(SendFlaw.NO_COPIES));
    assertThat(frame(send(EVE, 1))).first().isInstanceOf(Action.Submit.class);
    assertThat(codeOf(frame(send(BOB, 4)))).isEqualTo(RejectCode.REPEAT_FIRST);
    assertThat(frame(send(BOB, 3))).first().isInstanceOf(Action.Submit.class);
  }

  @Test
  void moreRefusedConversationsThanTheWindowAreAFlood() {
    ready();
    for (int i = 1; i <= LIMITS.sendWindow(); i++) {
      assertThat(frame(refused(new UserId(7, i), 1))).hasSize(1);
    }
    assertThat(frame(refused(new UserId(8, 1), 1)))
        .last()
        .isEqualTo(new Action.Close(CloseReason.FLOOD));
  }

  @Test
  void tooFastASendIsRefusedWithTheTimeToWaitAndMustBeRepeatedFirst() {
    ready();
    for (int number = 1; number <= 6; number++) {
      assertThat(frame(send(BOB, number))).first().isInstanceOf(Action.Submit.class);
      session.onAccepted();
    }
    assertThat(frame(send(BOB, 7)))
        .singleElement()
        .isInstanceOfSatisfying(
            Action.Reject.class,
            reject -> {
              assertThat(reject.code()).isEqualTo(RejectCode.RATE_LIMITED);
              assertThat(reject.retryAfterMs()).isEqualTo(100);
            });
    assertThat(codeOf(frame(send(BOB, 8)))).isEqualTo(RejectCode.REPEAT_FIRST);
    nowMs += 99;
    assertThat(codeOf(frame(send(BOB, 7)))).isEqualTo(RejectCode.RATE_LIMITED);
    nowMs += 1;
    assertThat(frame(send(BOB, 7))).first().isInstanceOf(Action.Submit.class);
  }

  @Test
  void unknownFramesAndPingsAreLimitedButEngageNoOrderRule() {
    ready();
    assertThat(codeOf(frame(new ClientFrame.Unknown(9)))).isEqualTo(RejectCode.UNSUPPORTED);
    assertThat(frame(send(BOB, 1))).first().isInstanceOf(Action.Submit.class);
    for (int i = 0; i < 4; i++) {
      assertThat(frame(new ClientFrame.Ping(i))).containsExactly(new Action.Pong(i));
    }
    assertThat(codeOf(frame(new ClientFrame.Ping(5)))).isEqualTo(RejectCode.RATE_LIMITED);
    assertThat(codeOf(frame(new ClientFrame.Unknown(9)))).isEqualTo(RejectCode.RATE_LIMITED);
    nowMs += 100;
    assertThat(frame(send(EVE, 1))).first().isInstanceOf(Action.Submit.class);
  }

  @Test
  void tooManyRefusalsInARowEndTheConnection() {
    ready();
    frame(refused(BOB, 1));
    for (int i = 2; i < 20; i++) {
      assertThat(frame(send(BOB, i))).hasSize(1);
    }
    assertThat(frame(send(BOB, 20)))
        .endsWith(new Action.CloseMailbox(), new Action.Close(CloseReason.FLOOD));
  }

  @Test
  void refusalByTheLogEndsTheConnectionAndLateAnswersChangeNothing() {
    ready();
    frame(send(BOB, 1));
    frame(send(BOB, 2));
    assertThat(session.onFailed())
        .containsExactly(new Action.CloseMailbox(), new Action.Close(CloseReason.LOG_UNAVAILABLE));
    assertThat(session.onAccepted()).isEmpty();
    assertThat(session.onFailed()).isEmpty();
    assertThat(session.onDelivered(7)).isFalse();
    assertThat(frame(send(BOB, 3))).isEmpty();
    assertThat(session.onDisconnect(Disconnection.SUPERSEDED)).isEmpty();
  }

  @Test
  void silentDeviceIsIdleUnlessItIsNotBeingRead() {
    ready();
    assertThat(session.onTick(60_000, true)).isEmpty();
    assertThat(session.onTick(70_000, false)).isEmpty();
    assertThat(session.onTick(129_999, true)).isEmpty();
    assertThat(session.onTick(130_000, true)).endsWith(new Action.Close(CloseReason.IDLE));
  }

  @Test
  void signOfLifeKeepsASilentDevice() {
    ready();
    session.onSignOfLife(50_000);
    assertThat(session.onTick(109_999, true)).isEmpty();
    assertThat(session.onTick(110_000, true)).endsWith(new Action.Close(CloseReason.IDLE));
  }

  @Test
  void largeMessagesAreForProvenDevices() {
    assertThat(session.messageBytesMax(131_072)).isEqualTo(1_024);
    ready();
    assertThat(session.messageBytesMax(131_072)).isEqualTo(131_072);
  }

  @Test
  void impossibleEventsAreBugs() {
    assertThatThrownBy(() -> session.onWelcomed(LOG)).hasMessage("welcomed in Connected");
    assertThatThrownBy(() -> session.onVerdict(new TicketVerdict.Forged()))
        .hasMessage("verdict in Connected");
    assertThatThrownBy(() -> session.onDelivered(1)).hasMessage("delivered in Connected");
    ready();
    assertThatThrownBy(session::onAccepted).hasMessage("accepted in Ready");
  }

  private void ready() {
    frame(HELLO);
    session.onVerdict(new TicketVerdict.Genuine(ALICE, 1, Instant.MAX));
    session.onWelcomed(LOG);
  }

  private List<Action> frame(ClientFrame frame) {
    return session.onFrame(frame, nowMs);
  }

  private static ClientFrame.Send send(UserId recipient, long number) {
    var copy = new ClientFrame.Copy(1, ByteBuffer.allocate(1));
    return new ClientFrame.Send(IDS.nextMessageId(), recipient, number, 0, List.of(copy));
  }

  private static ClientFrame.Refused refused(UserId recipient, long number) {
    return new ClientFrame.Refused(
        new MessageId(1, 2),
        new Peer(recipient.high(), recipient.low()),
        number,
        SendFlaw.NO_COPIES);
  }

  private static Action rejectOf(SendFlaw flaw) {
    return new Action.Reject(new MessageId(1, 2), flaw.code(), -1, flaw.detail());
  }

  private static RejectCode codeOf(List<Action> actions) {
    assertThat(actions).first().isInstanceOf(Action.Reject.class);
    return ((Action.Reject) actions.getFirst()).code();
  }
}
