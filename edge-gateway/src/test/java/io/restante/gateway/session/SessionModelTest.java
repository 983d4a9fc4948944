package io.restante.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.contract.UserId;
import io.restante.contract.UuidV7;
import io.restante.gateway.frame.ClientFrame;
import io.restante.gateway.frame.FrameFlaw;
import io.restante.gateway.frame.Peer;
import io.restante.gateway.frame.SendFlaw;
import io.restante.gateway.login.TicketVerdict;
import io.restante.gateway.mailbox.Disconnection;
import io.restante.gateway.mailbox.Refusal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Drives sessions through random events, as their shell would, and checks what must hold after
/// each: a mailbox is given back exactly once, pauses and resumptions take turns, nothing follows a
/// close, the window is kept, SENDs go to the log in the order of their numbers, and nobody is told
/// of typing more than once in 3 s.
final class SessionModelTest {
  private static final int SESSIONS = 3_000;
  private static final int STEPS = 300;
  private static final SessionLimits LIMITS =
      new SessionLimits(Duration.ofSeconds(10), Duration.ofSeconds(60), 6, 50, 30, 40);

  @Test
  void randomEventsBreakNoRule() {
    long seed = System.nanoTime();
    for (int run = 0; run < SESSIONS; run++) {
      try {
        new Shell(seed + run).run();
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + (seed + run), e);
      }
    }
  }

  /// The shell of one session, with a log whose queue may be full, and a device that is honest
  /// about order but hasty: it sends ahead, and goes back only when it is told to.
  private static final class Shell {
    private final Random random;
    private final UuidV7 ids;
    private final List<UserId> recipients;
    private final Map<UserId, Long> sentUpTo = new HashMap<>();
    private final Map<UserId, Long> submittedUpTo = new HashMap<>();
    private final Deque<long[]> watchedSinceMs = new ArrayDeque<>();
    private final Map<Peer, Long> toldAtMs = new HashMap<>();
    private final Session session = new Session(LIMITS, 0);
    private long nowMs;
    private long offset;
    private int opened;
    private int closed;
    private int unanswered;
    private boolean isPaused;
    private boolean isOver;
    private boolean mustGoBack;

    Shell(long seed) {
      random = new Random(seed);
      ids = new UuidV7(InstantSource.system(), random);
      recipients = List.of(ids.nextUserId(), ids.nextUserId());
    }

    void run() {
      perform(
          session.onFrame(
              new ClientFrame.Hello(ByteBuffer.allocate(1), ClientFrame.Past.NONE), nowMs));
      for (int step = 0; step < STEPS && !isOver; step++) {
        nowMs += random.nextInt(20);
        if (opened > 0 && offset == 0) {
          perform(
              random.nextInt(20) == 0
                  ? session.onRefused(Refusal.UNAVAILABLE)
                  : session.onWelcomed(new UUID(1, 2)));
          offset = 1;
        } else {
          step();
        }
        assertThat(unanswered).isLessThanOrEqualTo(LIMITS.sendWindow());
      }
      perform(session.onLost());
      assertThat(closed).isEqualTo(opened);
      assertThat(session.onAccepted()).isEmpty();
      assertThat(session.onLost()).isEmpty();
    }

    private void step() {
      // While the session has reading paused, no frame can come.
      switch (isPaused ? 5 + 5 * random.nextInt(2) : random.nextInt(12)) {
        case 0, 1, 2, 3, 4 -> frame(nextSend());
        case 5, 6 -> accept();
        case 7 -> {
          if (session.onDelivered(offset)) {
            offset += 1 + random.nextInt(5);
          }
        }
        case 8 -> {
          if (offset > 1) {
            frame(new ClientFrame.Ack(random.nextLong(offset)));
          }
        }
        case 9 -> frame(nextExtra());
        case 10 -> perform(session.onQueueRoom());
        default -> rare();
      }
    }

    private ClientFrame nextExtra() {
      return switch (random.nextInt(8)) {
        case 6 -> new ClientFrame.WatchAstray();
        case 7 ->
            new ClientFrame.Watch(
                recipients.subList(0, 1 + random.nextInt(recipients.size())), random.nextBoolean());
        case 4 ->
            new ClientFrame.Read(
                null, new DeviceAddress(recipients.getFirst(), 1), 1 + random.nextInt(9));
        case 5 -> new ClientFrame.AskReceipts(new GroupId(1, 2));
        case 0 -> new ClientFrame.Ping(1);
        case 1 -> new ClientFrame.Unknown(9);
        case 2 -> new ClientFrame.TypingAstray();
        default ->
            new ClientFrame.Typing(
                null, List.of(recipients.get(random.nextInt(recipients.size()))));
      };
    }

    private void rare() {
      switch (random.nextInt(31)) {
        case 0 -> perform(session.onFailed());
        case 1 -> perform(session.onDisconnect(Disconnection.SUPERSEDED));
        case 2 -> frame(new ClientFrame.Malformed(FrameFlaw.TRUNCATED));
        case 3 -> perform(session.onBroken(CloseReason.PROTOCOL_ERROR));
        case 4 -> perform(session.onMoved("ws://127.0.0.2:8480/v1"));
        default -> perform(session.onTick(nowMs, true));
      }
    }

    private void accept() {
      if (unanswered > 0) {
        unanswered--;
        perform(session.onAccepted());
      }
    }

    private void frame(ClientFrame frame) {
      perform(session.onFrame(frame, nowMs));
    }

    private ClientFrame nextSend() {
      if (mustGoBack && random.nextInt(3) == 0) {
        mustGoBack = false;
        sentUpTo.clear();
        sentUpTo.putAll(submittedUpTo);
      }
      return newSend(recipients.get(random.nextInt(recipients.size())));
    }

    private ClientFrame newSend(UserId recipient) {
      long number = sentUpTo.merge(recipient, 1L, Long::sum);
      if (random.nextInt(10) == 0) {
        return new ClientFrame.Refused(
            ids.nextMessageId(),
            new Peer(recipient.high(), recipient.low()),
            number,
            SendFlaw.DEVICE_TWICE);
      }
      if ((recipient.low() & 1) == 0) {
        GroupId group = new GroupId(recipient.high(), recipient.low());
        return new ClientFrame.SendGroup(
            ids.nextMessageId(), group, number, 1, 0, ByteBuffer.allocate(1));
      }
      var copy = new ClientFrame.Copy(1, ByteBuffer.allocate(1));
      return new ClientFrame.Send(ids.nextMessageId(), recipient, number, 0, List.of(copy));
    }

    private void perform(List<Action> actions) {
      for (Action action : actions) {
        assertThat(isOver).as("after the close").isFalse();
        perform(action);
      }
    }

    private void perform(Action action) {
      switch (action) {
        case Action.JudgeTicket _ -> {
          var address = new DeviceAddress(ids.nextUserId(), 1);
          perform(session.onVerdict(new TicketVerdict.Genuine(address, 1, Instant.MAX)));
        }
        case Action.OpenMailbox _ -> opened++;
        case Action.CloseMailbox _ -> closed++;
        case Action.Submit submit -> submit(submit.send());
        case Action.Reject reject -> {
          if (reject.id() != null) {
            mustGoBack = true;
          }
        }
        case Action.PauseReads _ -> {
          assertThat(isPaused).isFalse();
          isPaused = true;
        }
        case Action.ResumeReads _ -> {
          assertThat(isPaused).isTrue();
          isPaused = false;
        }
        case Action.Close _ -> isOver = true;
        case Action.Tell tell -> {
          Long last = toldAtMs.put(tell.typing().conversation(), nowMs);
          assertThat(last == null || nowMs - last >= 3_000).as("told too often").isTrue();
        }
        case Action.Watch watch -> {
          watchedSinceMs.addLast(new long[] {nowMs, watch.watch().users().size()});
          watchedSinceMs.removeIf(each -> nowMs - each[0] >= 120_000);
          long named = watchedSinceMs.stream().mapToLong(each -> each[1]).sum();
          assertThat(named)
              .as("two minutes hold three windows at the most")
              .isLessThan(3 * 512 + 1);
        }
        case Action.Greet _,
            Action.Acknowledge _,
            Action.Pong _,
            Action.Move _,
            Action.PassOver _,
            Action.PassOverWatch _,
            Action.Read _,
            Action.AskReceipts _ -> {}
      }
    }

    private static UserId recipient(ClientFrame.Sending send) {
      return new UserId(send.peer().high(), send.peer().low());
    }

    private void submit(ClientFrame.Sending send) {
      if (random.nextInt(8) == 0) {
        perform(session.onQueueFull(send, nowMs));
        return;
      }
      unanswered++;
      long number = submittedUpTo.merge(recipient(send), 1L, Long::sum);
      assertThat(send.number()).as("order within the conversation").isEqualTo(number);
    }
  }
}
