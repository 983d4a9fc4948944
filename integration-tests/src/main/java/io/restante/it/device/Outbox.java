package io.restante.it.device;

import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The messages of one device that the log has not accepted yet, in the order they were written.
/// Pure; single-threaded. Survives the connection.
///
/// Each conversation is a lane. A refused message closes its lane: nothing more of the conversation
/// is sent until every answer that is still due has come and the node's delay has passed; then the
/// lane repeats, in order, from the refused message on. A message refused for good leaves the lane,
/// and its number goes to the next one.
final class Outbox {
  private final TreeMap<Long, MessageId> unsent = new TreeMap<>();
  private final Map<MessageId, Outgoing> messages = new HashMap<>();
  private final Map<UserId, Lane> lanes = new HashMap<>();
  private long lastOrder;
  private int inFlight;
  private int closedLanes;
  private long acceptedOutOfOrder;

  /// Adds a message at the end.
  void add(MessageId id, UserId recipient, Map<Integer, ByteBuffer> copies) {
    Lane lane = lanes.computeIfAbsent(recipient, _ -> new Lane());
    long order = ++lastOrder;
    messages.put(id, new Outgoing(order, id, recipient, ++lane.lastNumber, copies));
    unsent.put(order, id);
  }

  /// Returns the next message to be sent and counts it as unanswered, or null when none may be sent
  /// now.
  ///
  /// @param sendWindow how many may be unanswered
  /// @param nowMs any clock that only goes forward
  @Nullable Outgoing next(int sendWindow, long nowMs) {
    reopenLanes(nowMs);
    while (inFlight < sendWindow && !unsent.isEmpty()) {
      Outgoing first = message(unsent.pollFirstEntry().getValue());
      Lane lane = lane(first);
      if (!lane.isClosed) {
        lane.inFlight.put(first.order(), first.id());
        inFlight++;
        return first;
      }
      lane.held.put(first.order(), first.id());
    }
    return null;
  }

  /// The log has taken in a message.
  ///
  /// @return false when it is none of this outbox
  boolean onAccepted(MessageId id) {
    Outgoing accepted = messages.remove(id);
    if (accepted == null) {
      return false;
    }
    Lane lane = lane(accepted);
    if (settle(lane, accepted) && (lane.isClosed || accepted.number() != lane.accepted + 1)) {
      acceptedOutOfOrder++;
    }
    lane.accepted = Math.max(lane.accepted, accepted.number());
    return true;
  }

  /// The node has refused a message.
  ///
  /// @param retryAfterMs how long to wait, or less than 0 when it must not be repeated
  /// @return false when it is none of this outbox, or was not waiting for an answer
  boolean onRejected(MessageId id, long retryAfterMs, long nowMs) {
    Outgoing refused = messages.get(id);
    if (refused == null || !lane(refused).inFlight.containsKey(refused.order())) {
      return false;
    }
    Lane lane = lane(refused);
    settle(lane, refused);
    if (!lane.isClosed) {
      lane.isClosed = true;
      closedLanes++;
    }
    if (retryAfterMs < 0) {
      messages.remove(id);
    } else {
      lane.held.put(refused.order(), id);
      lane.reopensAtMs = Math.max(lane.reopensAtMs, nowMs + retryAfterMs);
    }
    return true;
  }

  /// The connection is over: everything unanswered will be sent again.
  void onDisconnected() {
    for (Lane lane : lanes.values()) {
      inFlight -= lane.inFlight.size();
      lane.held.putAll(lane.inFlight);
      lane.inFlight.clear();
      reopen(lane);
    }
  }

  /// Returns how long until [#next] may have something that it refuses now, or -1 when only an
  /// answer or a new message can change that.
  long waitMs(long nowMs) {
    long wait = Long.MAX_VALUE;
    for (Lane lane : lanes.values()) {
      if (closedLanes > 0 && lane.isClosed && lane.inFlight.isEmpty()) {
        wait = Math.min(wait, Math.max(0, lane.reopensAtMs - nowMs));
      }
    }
    return wait == Long.MAX_VALUE ? -1 : wait;
  }

  /// Returns how many messages have not been accepted.
  int size() {
    return messages.size();
  }

  /// Returns how many were sent on this connection and not answered.
  int inFlight() {
    return inFlight;
  }

  /// Returns how many messages were accepted before an earlier one of their conversation: a fault
  /// of the node.
  long acceptedOutOfOrder() {
    return acceptedOutOfOrder;
  }

  private boolean settle(Lane lane, Outgoing message) {
    boolean wasInFlight = lane.inFlight.remove(message.order()) != null;
    if (wasInFlight) {
      inFlight--;
    } else {
      unsent.remove(message.order());
      lane.held.remove(message.order());
    }
    return wasInFlight;
  }

  private void reopenLanes(long nowMs) {
    if (closedLanes == 0) {
      return;
    }
    for (Lane lane : lanes.values()) {
      if (lane.isClosed && lane.inFlight.isEmpty() && lane.reopensAtMs <= nowMs) {
        reopen(lane);
      }
    }
  }

  private void reopen(Lane lane) {
    if (lane.isClosed) {
      closedLanes--;
      renumber(lane);
    }
    lane.isClosed = false;
    lane.reopensAtMs = 0;
    unsent.putAll(lane.held);
    lane.held.clear();
  }

  private void renumber(Lane lane) {
    unsent.forEach(
        (order, id) -> {
          if (lane(message(id)) == lane) {
            lane.held.put(order, id);
          }
        });
    long number = lane.accepted;
    for (MessageId id : lane.held.values()) {
      messages.put(id, message(id).numbered(++number));
    }
    lane.lastNumber = number;
  }

  private Lane lane(Outgoing message) {
    return lanes.computeIfAbsent(message.recipient(), _ -> new Lane());
  }

  private Outgoing message(MessageId id) {
    Outgoing message = messages.get(id);
    if (message == null) {
      throw new IllegalStateException("a queued message is not in the outbox");
    }
    return message;
  }

  /// One conversation: what is unanswered and what is held back, both by order.
  private static final class Lane {
    private final TreeMap<Long, MessageId> inFlight = new TreeMap<>();
    private final TreeMap<Long, MessageId> held = new TreeMap<>();
    private long lastNumber;
    private long accepted;
    private long reopensAtMs;
    private boolean isClosed;
  }
}
