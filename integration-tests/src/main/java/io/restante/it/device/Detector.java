package io.restante.it.device;

import io.restante.contract.MessageId;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/// Sees loss, reordering and repetition of one device's messages in the contiguous numbers of each
/// conversation. Pure; single-threaded.
///
/// A group is joined at any number: those before the first that comes are not missed.
///
/// Remembers the last [#IDS_MAX] ids of each conversation, to tell a repetition from another
/// message under the same number; older repetitions are known by their number alone.
public final class Detector {
  /// How many ids of a conversation are remembered.
  public static final int IDS_MAX = 1024;

  private final Map<ConversationId, Conversation> conversations = new HashMap<>();
  private long fresh;
  private long repeated;
  private long late;
  private long renumbered;
  private long backwards;

  /// What a message turned out to be.
  public enum Verdict {
    /// Seen for the first time, to be shown.
    FRESH,
    /// Seen before, to be dropped.
    REPEAT
  }

  /// Judges a delivered message.
  ///
  /// @param number its place in the conversation, 1 or more
  public Verdict onMessage(ConversationId id, long number, MessageId message) {
    Conversation conversation = conversations.get(id);
    if (conversation == null) {
      conversation = new Conversation();
      conversation.highest = id.group() == null ? 0 : number - 1;
      conversations.put(id, conversation);
    }
    if (number > conversation.highest) {
      for (long gap = conversation.highest + 1; gap < number; gap++) {
        conversation.missing.add(gap);
      }
      conversation.highest = number;
      return fresh(conversation, number, message);
    }
    if (conversation.missing.remove(number)) {
      late++;
      return fresh(conversation, number, message);
    }
    if (conversation.isOther(number, message)) {
      renumbered++;
      return Verdict.FRESH;
    }
    repeated++;
    return Verdict.REPEAT;
  }

  /// An envelope came with an offset not above the one before it on the same connection.
  void onBackwards() {
    backwards++;
  }

  /// Returns the highest number seen in a conversation, 0 when none.
  public long highest(ConversationId id) {
    Conversation conversation = conversations.get(id);
    return conversation == null ? 0 : conversation.highest;
  }

  /// Returns what was seen so far.
  public Findings findings() {
    long missing = 0;
    for (Conversation conversation : conversations.values()) {
      missing += conversation.missing.size();
    }
    return new Findings(fresh, repeated, late, missing, renumbered, backwards);
  }

  private Verdict fresh(Conversation conversation, long number, MessageId message) {
    conversation.remember(number, message);
    fresh++;
    return Verdict.FRESH;
  }

  private static final class Conversation {
    private final Map<Long, MessageId> ids = new HashMap<>();
    private final TreeSet<Long> missing = new TreeSet<>();
    private long highest;

    private void remember(long number, MessageId message) {
      ids.put(number, message);
      ids.remove(number - IDS_MAX);
    }

    private boolean isOther(long number, MessageId message) {
      MessageId known = ids.get(number);
      return known != null && !known.equals(message);
    }
  }
}
