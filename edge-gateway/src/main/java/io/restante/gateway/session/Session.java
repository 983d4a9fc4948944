package io.restante.gateway.session;

import io.restante.gateway.frame.ClientFrame;
import io.restante.gateway.login.TicketVerdict;
import io.restante.gateway.mailbox.Disconnection;
import io.restante.gateway.mailbox.Refusal;
import io.restante.gateway.session.SessionState.Closed;
import io.restante.gateway.session.SessionState.Connected;
import io.restante.gateway.session.SessionState.Judging;
import io.restante.gateway.session.SessionState.Opening;
import io.restante.gateway.session.SessionState.Ready;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Pure transition rules of one connection: event in, actions out.
///
/// Owned by the connection's event loop. Every `nowMs` is milliseconds of a clock that never goes
/// back; only differences count. An event after the end changes nothing, because answers from other
/// threads may come late; any other event that its state cannot have is a bug and throws.
public final class Session {
  private static final int MESSAGE_BYTES_BEFORE_HELLO = 1_024;

  private final SessionLimits limits;
  private SessionState state;
  private long heardAtMs;
  private boolean isPaused;

  /// Starts the session of a socket that has just been opened.
  public Session(SessionLimits limits, long nowMs) {
    this.limits = limits;
    this.heardAtMs = nowMs;
    this.state = new Connected(nowMs + limits.helloTimeout().toMillis());
  }

  /// A frame has come.
  public List<Action> onFrame(ClientFrame frame, long nowMs) {
    heardAtMs = nowMs;
    return switch (state) {
      case Connected connected -> onFirstFrame(connected, frame);
      case Ready ready -> onFrame(ready, frame, nowMs);
      case Judging _, Opening _ -> throw illegal("frame");
      case Closed _ -> List.of();
    };
  }

  /// The ticket has been judged.
  public List<Action> onVerdict(TicketVerdict verdict) {
    if (!(state instanceof Judging judging)) {
      throw illegal("verdict");
    }
    return switch (verdict) {
      case TicketVerdict.Genuine genuine -> {
        state = judging.proven();
        isPaused = true;
        yield List.of(
            new Action.PauseReads(), new Action.OpenMailbox(genuine.address(), judging.past()));
      }
      case TicketVerdict.Malformed _ -> close(CloseReason.TICKET_MALFORMED);
      case TicketVerdict.UnknownKey _ -> close(CloseReason.TICKET_UNKNOWN_KEY);
      case TicketVerdict.ForeignCell _ -> close(CloseReason.TICKET_FOREIGN_CELL);
      case TicketVerdict.Forged _ -> close(CloseReason.TICKET_FORGED);
      case TicketVerdict.Expired _ -> close(CloseReason.TICKET_EXPIRED);
      case TicketVerdict.Removed _ -> close(CloseReason.DEVICE_REMOVED);
    };
  }

  /// The mailbox is open.
  public List<Action> onWelcomed(UUID log) {
    return switch (state) {
      case Opening opening -> {
        state = opening.welcomed();
        isPaused = false;
        yield List.of(new Action.Greet(log), new Action.ResumeReads());
      }
      case Closed _ -> List.of();
      case Connected _, Judging _, Ready _ -> throw illegal("welcomed");
    };
  }

  /// The mailbox is not served.
  public List<Action> onRefused(Refusal refusal) {
    return switch (refusal) {
      case NOT_HOME -> close(CloseReason.NOT_HOME);
      case UNAVAILABLE -> close(CloseReason.UNAVAILABLE);
      case RESUME_FROM_THE_FUTURE -> close(CloseReason.RESUME_FROM_THE_FUTURE);
    };
  }

  /// An envelope is about to go out; returns whether it may.
  public boolean onDelivered(long offset) {
    return switch (state) {
      case Ready ready -> {
        ready.delivered(offset);
        yield true;
      }
      case Closed _ -> false;
      case Connected _, Judging _, Opening _ -> throw illegal("delivered");
    };
  }

  /// The queue to the log was full.
  ///
  /// @param send what could not be offered
  public List<Action> onQueueFull(ClientFrame.Sending send, long nowMs) {
    if (!(state instanceof Ready ready)) {
      throw illegal("queue full");
    }
    ready.sends(limits, nowMs).onQueueFull(send);
    return pauseWhenFull(ready, List.of());
  }

  /// The queue to the log has room again. A later call than the one asked for does no harm.
  public List<Action> onQueueRoom() {
    if (!(state instanceof Ready ready)) {
      return List.of();
    }
    SendRules sends = ready.sendsOrNull();
    return sends == null ? List.of() : resumeWhenRoom(ready, sends.onQueueRoom());
  }

  /// A SEND is on all in-sync replicas; returns what else to do once the device has been told.
  public List<Action> onAccepted() {
    if (!(state instanceof Ready ready)) {
      return List.of();
    }
    SendRules sends = ready.sendsOrNull();
    if (sends == null) {
      throw illegal("accepted");
    }
    sends.onAccepted();
    return resumeWhenRoom(ready, List.of());
  }

  /// The log refused a SEND.
  public List<Action> onFailed() {
    return close(CloseReason.LOG_UNAVAILABLE);
  }

  /// A lane ends the connection.
  public List<Action> onDisconnect(Disconnection cause) {
    return switch (cause) {
      case SUPERSEDED -> close(CloseReason.SUPERSEDED);
      case SLOW_READER -> close(CloseReason.SLOW_READER);
      case REMOVED -> close(CloseReason.DEVICE_REMOVED);
      case GOING_AWAY -> close(CloseReason.GOING_AWAY);
    };
  }

  /// The mailbox is served by another node.
  ///
  /// @param home the WebSocket to connect to, at most 255 characters of ASCII
  public List<Action> onMoved(String home) {
    if (state instanceof Closed) {
      return List.of();
    }
    List<Action> actions = new ArrayList<>(List.of(new Action.Move(home)));
    actions.addAll(close(CloseReason.NOT_HOME));
    return actions;
  }

  /// The socket layer found a reason to end the connection.
  public List<Action> onBroken(CloseReason reason) {
    return close(reason);
  }

  /// The socket is gone, or the device has closed it.
  public List<Action> onLost() {
    List<Action> actions = giveBack();
    state = new Closed();
    return actions;
  }

  /// Time has passed.
  ///
  /// @param isReading whether the socket is being read; a device that is not read is not idle
  public List<Action> onTick(long nowMs, boolean isReading) {
    if (state instanceof Connected connected) {
      return nowMs >= connected.deadlineMs() ? close(CloseReason.HELLO_TIMEOUT) : List.of();
    }
    if (isPaused || !isReading) {
      heardAtMs = nowMs;
    }
    return nowMs - heardAtMs >= limits.idleTimeout().toMillis()
        ? close(CloseReason.IDLE)
        : List.of();
  }

  /// Hears of a sign of life that is not a frame, like a WebSocket ping.
  public void onSignOfLife(long nowMs) {
    heardAtMs = nowMs;
  }

  /// Returns how large a message may be now, bytes.
  ///
  /// @param frameBytesMax the limit once the device is proven
  public int messageBytesMax(int frameBytesMax) {
    return state instanceof Connected
        ? Math.min(MESSAGE_BYTES_BEFORE_HELLO, frameBytesMax)
        : frameBytesMax;
  }

  /// Tells whether the session is over.
  public boolean isClosed() {
    return state instanceof Closed;
  }

  private List<Action> onFirstFrame(Connected connected, ClientFrame frame) {
    return switch (frame) {
      case ClientFrame.Hello hello -> {
        state = connected.helloRead(hello.past());
        yield List.of(new Action.JudgeTicket(hello.ticket()));
      }
      case ClientFrame.Malformed _ -> close(CloseReason.MALFORMED_FRAME);
      case ClientFrame.Sending _,
          ClientFrame.Refused _,
          ClientFrame.Typing _,
          ClientFrame.TypingAstray _,
          ClientFrame.Watch _,
          ClientFrame.WatchAstray _,
          ClientFrame.Read _,
          ClientFrame.AskReceipts _,
          ClientFrame.Ack _,
          ClientFrame.Ping _,
          ClientFrame.Unknown _ ->
          close(CloseReason.HELLO_EXPECTED);
    };
  }

  private List<Action> onFrame(Ready ready, ClientFrame frame, long nowMs) {
    return switch (frame) {
      case ClientFrame.Hello _ -> close(CloseReason.HELLO_REPEATED);
      case ClientFrame.Malformed _ -> close(CloseReason.MALFORMED_FRAME);
      case ClientFrame.Ack ack -> onAck(ready, ack, nowMs);
      case ClientFrame.Ping ping -> {
        Action refusal = ready.sends(limits, nowMs).onExtra(nowMs);
        yield answer(ready, refusal == null ? new Action.Pong(ping.nonce()) : refusal);
      }
      case ClientFrame.Sending send ->
          answer(ready, ready.sends(limits, nowMs).onSend(send, nowMs));
      case ClientFrame.Refused send ->
          answer(ready, ready.sends(limits, nowMs).onRefused(send, nowMs));
      case ClientFrame.Typing typing -> onTyping(ready, typing, nowMs);
      case ClientFrame.TypingAstray _ -> onTyping(ready, null, nowMs);
      case ClientFrame.Watch watch -> onWatch(ready, watch, nowMs);
      case ClientFrame.WatchAstray _ -> onExtra(ready, new Action.PassOverWatch(), nowMs);
      case ClientFrame.Read read -> onExtra(ready, new Action.Read(read), nowMs);
      case ClientFrame.AskReceipts ask ->
          onExtra(ready, new Action.AskReceipts(ask.group()), nowMs);
      case ClientFrame.Unknown _ -> answer(ready, ready.sends(limits, nowMs).onUnknown(nowMs));
    };
  }

  /// Takes in a frame that is never answered, unless there are too many.
  private List<Action> onExtra(Ready ready, Action action, long nowMs) {
    Action refusal = ready.sends(limits, nowMs).onExtra(nowMs);
    return refusal == null ? List.of(action) : answer(ready, refusal);
  }

  /// TYPING is never answered, but counts for the rate of frames like a PING.
  ///
  /// @param typing null when it can't be told to anybody
  private List<Action> onTyping(Ready ready, ClientFrame.@Nullable Typing typing, long nowMs) {
    Action refusal = ready.sends(limits, nowMs).onExtra(nowMs);
    if (refusal != null) {
      return answer(ready, refusal);
    }
    if (typing == null || !ready.typings().take(typing.conversation(), nowMs)) {
      return List.of(new Action.PassOver());
    }
    return List.of(new Action.Tell(typing));
  }

  private List<Action> onWatch(Ready ready, ClientFrame.Watch watch, long nowMs) {
    Action refusal = ready.sends(limits, nowMs).onExtra(nowMs);
    if (refusal != null) {
      return answer(ready, refusal);
    }
    boolean isTaken = ready.watches(nowMs).take(watch.users().size(), nowMs);
    return List.of(isTaken ? new Action.Watch(watch) : new Action.PassOverWatch());
  }

  private List<Action> onAck(Ready ready, ClientFrame.Ack ack, long nowMs) {
    if (!ready.hasDelivered(ack.upTo())) {
      return close(CloseReason.ACK_FROM_THE_FUTURE);
    }
    if (ready.stored(ack.upTo())) {
      return List.of(new Action.Acknowledge(ack.upTo()));
    }
    Action refusal = ready.sends(limits, nowMs).onExtra(nowMs);
    return refusal == null ? List.of() : answer(ready, refusal);
  }

  private List<Action> answer(Ready ready, Action action) {
    SendRules sends = ready.sendsOrNull();
    if (sends != null && sends.isFlooding()) {
      List<Action> actions = new ArrayList<>(List.of(action));
      actions.addAll(close(CloseReason.FLOOD));
      return actions;
    }
    return pauseWhenFull(ready, List.of(action));
  }

  private List<Action> pauseWhenFull(Ready ready, List<Action> actions) {
    SendRules sends = ready.sendsOrNull();
    if (isPaused || sends == null || !sends.isFull()) {
      return actions;
    }
    isPaused = true;
    return with(actions, new Action.PauseReads());
  }

  /// Reads go on before a held SEND is offered: when it is refused again, the pause comes last.
  private List<Action> resumeWhenRoom(Ready ready, List<Action> actions) {
    SendRules sends = ready.sendsOrNull();
    if (!isPaused || sends == null || !sends.hasRoom()) {
      return actions;
    }
    isPaused = false;
    return actions.isEmpty()
        ? List.of(new Action.ResumeReads())
        : with(List.of(new Action.ResumeReads()), actions.getFirst());
  }

  private List<Action> close(CloseReason reason) {
    if (state instanceof Closed) {
      return List.of();
    }
    List<Action> actions = with(giveBack(), new Action.Close(reason));
    state = new Closed();
    return actions;
  }

  private List<Action> giveBack() {
    return switch (state) {
      case Opening _, Ready _ -> List.of(new Action.CloseMailbox());
      case Connected _, Judging _, Closed _ -> List.of();
    };
  }

  private static List<Action> with(List<Action> actions, Action last) {
    if (actions.isEmpty()) {
      return List.of(last);
    }
    List<Action> longer = new ArrayList<>(actions);
    longer.add(last);
    return List.copyOf(longer);
  }

  private IllegalStateException illegal(String event) {
    return new IllegalStateException(event + " in " + state.getClass().getSimpleName());
  }
}
