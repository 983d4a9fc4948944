package io.restante.it.device;

import io.restante.contract.GroupId;
import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import io.restante.it.device.Outbound.Addressee;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The messages of one device that the log has not accepted yet, in the order they were written.
/// Pure; single-threaded. Survives the connection.
///
/// A refusal closes the outbox: nothing more is sent until every answer that is still due has come
/// and the node's delay has passed; then it goes on, in order, with the refused message. A message
/// refused for good is given up, and its number goes to the next one of its conversation.
///
/// A message to a group may be refused for good, or be accepted by the log and refused behind it.
/// Then the group is held: what is unsent of it is dropped, answers to what is under way mean
/// nothing any more, and when all of them have come, it goes on with what [#rewind] says.
final class Outbox {
  private final TreeMap<Long, MessageId> unsent = new TreeMap<>();
  private final TreeMap<Long, MessageId> inFlight = new TreeMap<>();
  private final Map<MessageId, Outgoing> messages = new HashMap<>();
  private final Map<Addressee, Conversation> conversations = new HashMap<>();
  private final Set<Addressee> toRenumber = new HashSet<>();
  // Groups that are held, with what they go on with, once that is known.
  private final Map<GroupId, Held> held = new HashMap<>();
  private boolean isClosed;
  private long reopensAtMs;
  private long lastOrder;
  private final Renumbering renumbering;
  private long acceptedOutOfOrder;
  private boolean isStuck;

  Outbox() {
    this(Renumbering.SAME_COPIES);
  }

  /// Creates an outbox.
  ///
  /// @param renumbering asked when a message takes the number of one that was refused for good
  Outbox(Renumbering renumbering) {
    this.renumbering = renumbering;
  }

  /// Adds a message at the end and gives it the next number.
  void add(MessageId id, UserId recipient, Map<Integer, ByteBuffer> copies) {
    long number = conversation(new Addressee.ToUser(recipient)).lastNumber + 1;
    add(new Parcel(id, recipient, number, 0, copies, false));
  }

  /// Adds a message at the end that has its number; the first one of a conversation says where the
  /// device had come to before.
  ///
  /// @throws IllegalArgumentException when the number is not the next, and numbers are not about to
  ///   be given anew
  void add(Outbound parcel) {
    if (parcel instanceof GroupParcel ofGroup) {
      Held hold = held.get(ofGroup.group());
      if (hold != null) {
        hold.add(ofGroup);
        return;
      }
    }
    if (!parcel.isSupplement()) {
      Conversation conversation = conversation(parcel.addressee());
      if (conversation.lastNumber == 0) {
        conversation.accepted = parcel.number() - 1;
      } else if (parcel.number() != conversation.lastNumber + 1
          && !toRenumber.contains(parcel.addressee())) {
        throw new IllegalArgumentException(
            "number: " + parcel.number() + " (expected: " + (conversation.lastNumber + 1) + ")");
      }
      conversation.lastNumber = parcel.number();
    }
    long order = ++lastOrder;
    messages.put(parcel.id(), new Outgoing(order, parcel));
    unsent.put(order, parcel.id());
  }

  /// Returns the next message to be sent and counts it as unanswered, or null when none may be sent
  /// now.
  ///
  /// @param sendWindow how many may be unanswered
  /// @param nowMs any clock that only goes forward
  @Nullable Outgoing next(int sendWindow, long nowMs) {
    if (isClosed && inFlight.isEmpty() && reopensAtMs <= nowMs) {
      reopen();
    }
    if (isClosed || inFlight.size() >= sendWindow) {
      return null;
    }
    Outgoing next = unsent.isEmpty() ? null : message(unsent.firstEntry().getValue());
    if (next != null) {
      unsent.remove(next.order());
      inFlight.put(next.order(), next.id());
    }
    return next;
  }

  /// The log has taken in a message.
  ///
  /// @return what was accepted; null when it is none of this outbox, or of a group that is held
  @Nullable Outgoing onAccepted(MessageId id) {
    Outgoing accepted = messages.remove(id);
    if (accepted == null) {
      return null;
    }
    inFlight.remove(accepted.order());
    unsent.remove(accepted.order());
    if (accepted.isSupplement()) {
      return accepted;
    }
    if (isHeld(accepted)) {
      goOn();
      return null;
    }
    Conversation conversation = conversation(accepted.addressee());
    if (accepted.number() != conversation.accepted + 1) {
      acceptedOutOfOrder++;
    }
    conversation.accepted = Math.max(conversation.accepted, accepted.number());
    return accepted;
  }

  /// The node has refused a message.
  ///
  /// @param retryAfterMs how long to wait, or less than 0 when it must not be repeated
  /// @return what was refused; null when it is none of this outbox, was not waiting for an answer,
  ///   or is of a group that is held
  @Nullable Outgoing onRejected(MessageId id, long retryAfterMs, long nowMs) {
    Outgoing refused = messages.get(id);
    if (refused == null || inFlight.remove(refused.order()) == null) {
      return null;
    }
    if (isHeld(refused)) {
      messages.remove(id);
      isStuck = true; // The node waits for this number, and lower ones come first.
      goOn();
      return null;
    }
    isClosed = true;
    if (retryAfterMs < 0) {
      messages.remove(id);
      isStuck |= refused.isSupplement();
      if (refused.parcel() instanceof GroupParcel parcel) {
        hold(parcel.group());
      } else if (!refused.isSupplement()) {
        toRenumber.add(refused.addressee());
      }
    } else {
      unsent.put(refused.order(), id);
      reopensAtMs = Math.max(reopensAtMs, nowMs + retryAfterMs);
    }
    return refused;
  }

  /// Something accepted for a group was refused behind the log: holds the group until [#rewind].
  void hold(GroupId group) {
    held.put(group, new Held());
    dropUnsent(group);
  }

  /// Lets a group go on, whether it was held or not, once everything of it that is under way is
  /// answered.
  ///
  /// @param parcels all that is to be sent from here on, in order
  void rewind(GroupId group, List<GroupParcel> parcels) {
    hold(group);
    held.put(group, new Held(new ArrayList<>(parcels)));
    goOn();
  }

  /// The connection is over: everything unanswered will be sent again.
  void onDisconnected() {
    unsent.putAll(inFlight);
    inFlight.clear();
    isStuck = false;
    held.keySet().forEach(this::dropUnsent);
    reopen();
    goOn();
  }

  /// Tells whether only a new connection helps: the node waits for a number that no message will
  /// have again.
  boolean isStuck() {
    return isStuck;
  }

  /// Returns how long until [#next] may have something that it refuses now, or -1 when only an
  /// answer or a new message can change that.
  long waitMs(long nowMs) {
    return isClosed && inFlight.isEmpty() ? Math.max(0, reopensAtMs - nowMs) : -1;
  }

  /// Returns how many messages have not been accepted.
  int size() {
    return messages.size();
  }

  /// Returns how many were sent on this connection and not answered.
  int inFlight() {
    return inFlight.size();
  }

  /// Returns how many messages were accepted out of the order of their conversation: a fault of the
  /// node.
  long acceptedOutOfOrder() {
    return acceptedOutOfOrder;
  }

  private void reopen() {
    isClosed = false;
    reopensAtMs = 0;
    Map<Addressee, Long> numbers = new HashMap<>();
    for (Addressee recipient : toRenumber) {
      numbers.put(recipient, conversation(recipient).accepted);
    }
    for (MessageId id : unsent.values()) {
      Outgoing message = message(id);
      if (toRenumber.contains(message.addressee()) && !message.isSupplement()) {
        renumber(message, numbers.merge(message.addressee(), 1L, Long::sum));
      }
    }
    numbers.forEach((recipient, number) -> conversation(recipient).lastNumber = number);
    toRenumber.clear();
  }

  private void renumber(Outgoing message, long number) {
    if (number != message.number() && message.parcel() instanceof Parcel parcel) {
      Parcel next = parcel.numbered(number, renumbering.copies(parcel, number));
      messages.put(message.id(), new Outgoing(message.order(), next));
    }
  }

  private boolean isHeld(Outgoing message) {
    return message.parcel() instanceof GroupParcel parcel && held.containsKey(parcel.group());
  }

  private void dropUnsent(GroupId group) {
    unsent
        .values()
        .removeIf(
            id -> {
              boolean isOfGroup = isOf(group, message(id));
              if (isOfGroup) {
                messages.remove(id);
              }
              return isOfGroup;
            });
  }

  /// Goes on with those groups that are held no longer.
  private void goOn() {
    for (GroupId group : List.copyOf(held.keySet())) {
      Held hold = held.get(group);
      boolean isAnswered = inFlight.values().stream().noneMatch(id -> isOf(group, message(id)));
      if (hold != null && hold.parcels != null && isAnswered) {
        held.remove(group);
        Addressee addressee = new Addressee.ToGroup(group);
        conversations.remove(addressee);
        hold.parcels.forEach(this::add);
      }
    }
  }

  private static boolean isOf(GroupId group, Outgoing message) {
    return message.parcel() instanceof GroupParcel parcel && parcel.group().equals(group);
  }

  private Conversation conversation(Addressee addressee) {
    return conversations.computeIfAbsent(addressee, _ -> new Conversation());
  }

  private Outgoing message(MessageId id) {
    Outgoing message = messages.get(id);
    if (message == null) {
      throw new IllegalStateException("a queued message is not in the outbox");
    }
    return message;
  }

  /// What a group that is held goes on with.
  private record Held(@Nullable List<GroupParcel> parcels) {
    private Held() {
      this(null);
    }

    /// Before it is known what it goes on with, what comes is of the past.
    private void add(GroupParcel parcel) {
      if (parcels != null) {
        parcels.add(parcel);
      }
    }
  }

  /// The numbers of one conversation: the last given, and up to which the log has taken them in.
  private static final class Conversation {
    private long lastNumber;
    private long accepted;
  }
}
