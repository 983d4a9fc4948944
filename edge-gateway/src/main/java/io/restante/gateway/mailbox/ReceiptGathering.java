package io.restante.gateway.mailbox;

import io.restante.contract.Conversation;
import io.restante.contract.DeviceAddress;
import io.restante.contract.MessagePlace;
import io.restante.contract.ReceiptCodec;
import io.restante.contract.ReceiptEvent.Watermark;
import io.restante.contract.Slot;
import io.restante.contract.UserId;
import io.restante.gateway.mailbox.Mailbox.Sending;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// Gathers how far the users of a partition have come, so that for each conversation one record a
/// second says it for all of them (ADR 0022). What comes first after a quiet second goes out at
/// once; in a group a moment later, since many acknowledge in the same moment.
///
/// Owned by the partition's core. Bounded by what devices acknowledge, and say to have read, within
/// [#EVERY_MS]; of one conversation by [ReceiptCodec#WATERMARKS_MAX] users and [#STORED_MAX]
/// envelopes: with more it goes out sooner.
final class ReceiptGathering {
  /// How long a conversation says nothing more, milliseconds.
  static final long EVERY_MS = 1_000;

  /// How long the first of a quiet group is held back, milliseconds.
  static final long GROUP_AFTER_MS = 250;

  /// How many envelopes wait at the most for what says that they are stored.
  static final int STORED_MAX = 8_192;

  private final Map<Conversation, Gathered> conversations = new HashMap<>();
  private final PriorityQueue<Gathered> queue =
      new PriorityQueue<>(Comparator.comparingLong(it -> it.dueMs));

  /// An envelope that a device has stored, to be forgotten when that is known.
  record Stored(DeviceAddress device, Slot slot, long offset) {}

  /// How far users have come, and what is to be forgotten when that is in the log.
  ///
  /// @param watermarks 1 or more
  /// @param passages of those that are looked at
  record Batch(
      Conversation conversation,
      List<Watermark> watermarks,
      List<Stored> stored,
      List<Passage> passages) {
    Batch {
      watermarks = List.copyOf(watermarks);
      stored = List.copyOf(stored);
      passages = List.copyOf(passages);
    }
  }

  /// What has been gathered of one conversation since it last went out.
  private static final class Gathered {
    private final Conversation conversation;
    private long dueMs;
    private Map<UserId, Watermark> watermarks = new LinkedHashMap<>();
    private List<Stored> stored = new ArrayList<>();
    private List<Passage> passages = List.of();

    Gathered(Conversation conversation, long dueMs) {
      this.conversation = conversation;
      this.dueMs = dueMs;
    }

    private void raise(UserId user, long delivered, long read) {
      watermarks.merge(
          user,
          new Watermark(user, delivered, read),
          (a, b) ->
              new Watermark(
                  user, Math.max(a.delivered(), b.delivered()), Math.max(a.read(), b.read())));
    }

    private void passed(Passage passage) {
      if (passages.isEmpty()) {
        passages = new ArrayList<>();
      }
      passages.add(passage);
    }

    private boolean isFull() {
      return watermarks.size() >= ReceiptCodec.WATERMARKS_MAX || stored.size() >= STORED_MAX;
    }

    private Batch taken() {
      Batch batch = new Batch(conversation, List.copyOf(watermarks.values()), stored, passages);
      watermarks = new LinkedHashMap<>();
      stored = new ArrayList<>();
      passages = List.of();
      return batch;
    }
  }

  /// A device has stored a message.
  ///
  /// @param sending how it went out; null when it is not looked at
  void delivered(MessagePlace place, Stored stored, @Nullable Sending sending, long nowMs) {
    UserId user = stored.device().user();
    Gathered gathered = open(place.conversation(), nowMs);
    gathered.raise(user, place.number(), 0);
    gathered.stored.add(stored);
    if (sending != null) {
      gathered.passed(
          new Passage(
              user,
              place.number(),
              sending.acceptedMs(),
              sending.sentMs(),
              sending.wasConnected(),
              nowMs));
    }
    hasten(gathered, nowMs);
  }

  /// A user has read up to a number.
  void read(Conversation conversation, UserId user, long number, long nowMs) {
    Gathered gathered = open(conversation, nowMs);
    gathered.raise(user, 0, number);
    hasten(gathered, nowMs);
  }

  private Gathered open(Conversation conversation, long nowMs) {
    Gathered known = conversations.get(conversation);
    if (known != null) {
      return known;
    }
    long dueMs = conversation.isGroup() ? nowMs + GROUP_AFTER_MS : nowMs;
    Gathered gathered = new Gathered(conversation, dueMs);
    conversations.put(conversation, gathered);
    queue.add(gathered);
    return gathered;
  }

  private void hasten(Gathered gathered, long nowMs) {
    if (gathered.isFull() && gathered.dueMs > nowMs) {
      queue.remove(gathered);
      gathered.dueMs = nowMs;
      queue.add(gathered);
    }
  }

  /// Returns the next that is due, or null when none is.
  @Nullable Batch next(long nowMs) {
    Gathered first = queue.peek();
    while (first != null && first.dueMs <= nowMs) {
      queue.remove();
      if (first.watermarks.isEmpty()) {
        conversations.remove(first.conversation);
      } else {
        first.dueMs = nowMs + EVERY_MS;
        queue.add(first);
        return first.taken();
      }
      first = queue.peek();
    }
    return null;
  }

  /// Returns how many conversations have said something lately.
  int size() {
    return conversations.size();
  }
}
