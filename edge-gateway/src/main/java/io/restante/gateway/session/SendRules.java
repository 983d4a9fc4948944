package io.restante.gateway.session;

import io.restante.contract.MessageId;
import io.restante.gateway.frame.ClientFrame;
import io.restante.gateway.frame.Peer;
import io.restante.gateway.frame.RejectCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The rules for what a device sends: its rate, its window of unanswered SENDs, and their order.
///
/// The order rule: once a SEND has been refused, every other SEND to the same user or group is
/// refused with REPEAT_FIRST, until one with the same number comes. Without it a device that sends
/// ahead would have n + 1 accepted before it can repeat n, and the recipient would see them the
/// wrong way round. Other conversations go on.
///
/// Bound: as many conversations may wait for a repetition as SENDs may be unanswered; a device that
/// has more is flooding.
final class SendRules {
  private static final int NEVER = -1;
  private static final String RATE_DETAIL = "Too many frames; wait, then repeat.";

  private final SessionLimits limits;
  private final TokenBucket rate;
  private int unanswered;
  private int refusedInRow;
  private ClientFrame.@Nullable Sending held;

  /// The number that each refused conversation has to go on with. Null until the first refusal.
  private @Nullable Map<Peer, Long> refusedNumbers;

  SendRules(SessionLimits limits, long nowMs) {
    this.limits = limits;
    this.rate = new TokenBucket(limits.sendsPerSecond(), limits.sendBurst(), nowMs);
  }

  /// Judges a SEND: submit it, or refuse it.
  Action onSend(ClientFrame.Sending send, long nowMs) {
    Action refusal = refusalOf(send.id(), send.peer(), send.number(), nowMs);
    if (refusal != null) {
      return refusal;
    }
    refusedInRow = 0;
    if (refusedNumbers != null) {
      refusedNumbers.remove(send.peer());
    }
    unanswered++;
    return new Action.Submit(send);
  }

  /// Judges a SEND that has a flaw of its own.
  Action onRefused(ClientFrame.Refused send, long nowMs) {
    Action refusal = refusalOf(send.id(), send.peer(), send.number(), nowMs);
    if (refusal != null) {
      return refusal;
    }
    hold(send.peer(), send.number());
    return refuse(send.id(), send.flaw().code(), NEVER, send.flaw().detail());
  }

  /// Judges a frame of an unknown type.
  Action onUnknown(long nowMs) {
    Action refusal = onExtra(nowMs);
    return refusal != null
        ? refusal
        : refuse(
            null, RejectCode.UNSUPPORTED, NEVER, "This node does not know this type of frame.");
  }

  /// Takes a token for a frame that costs the node something but is not a SEND; returns what to
  /// answer when there is none.
  @Nullable Action onExtra(long nowMs) {
    int waitMs = rate.take(nowMs);
    return waitMs == 0 ? null : refuse(null, RejectCode.RATE_LIMITED, waitMs, RATE_DETAIL);
  }

  /// Hears that a submitted SEND did not fit into the queue: it is held, and offered again.
  void onQueueFull(ClientFrame.Sending send) {
    held = send;
  }

  /// Hears that the queue has room again; returns the SEND to offer.
  List<Action> onQueueRoom() {
    ClientFrame.Sending send = held;
    if (send == null) {
      return List.of();
    }
    held = null;
    return List.of(new Action.Submit(send));
  }

  /// Hears that a SEND has been answered.
  void onAccepted() {
    if (unanswered == 0) {
      throw new IllegalStateException("accepted without a SEND unanswered");
    }
    unanswered--;
  }

  /// Tells whether no further SEND may be read.
  boolean isFull() {
    return held != null || unanswered >= limits.sendWindow();
  }

  /// Tells whether reading may go on after it had to stop: at half the window, so that a fast
  /// device is not stopped and started for every frame.
  boolean hasRoom() {
    return held == null && unanswered <= limits.sendWindow() / 2;
  }

  /// Tells whether the device has had more refused than any honest one would: frames in a row, or
  /// conversations at once.
  boolean isFlooding() {
    return refusedInRow >= limits.refusalsInRowMax()
        || (refusedNumbers != null && refusedNumbers.size() > limits.sendWindow());
  }

  private @Nullable Action refusalOf(MessageId id, Peer peer, long number, long nowMs) {
    Long due = refusedNumbers == null ? null : refusedNumbers.get(peer);
    if (due != null && due != number) {
      return refuse(
          id, RejectCode.REPEAT_FIRST, 0, "Repeat the conversation's refused SEND first.");
    }
    int waitMs = rate.take(nowMs);
    if (waitMs == 0) {
      return null;
    }
    hold(peer, number);
    return refuse(id, RejectCode.RATE_LIMITED, waitMs, RATE_DETAIL);
  }

  private void hold(Peer peer, long number) {
    Map<Peer, Long> held = refusedNumbers;
    if (held == null) {
      held = new HashMap<>();
      refusedNumbers = held;
    }
    held.put(peer, number);
  }

  private Action refuse(@Nullable MessageId id, RejectCode code, int retryAfterMs, String detail) {
    refusedInRow++;
    return new Action.Reject(id, code, retryAfterMs, detail);
  }
}
