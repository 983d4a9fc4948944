package io.restante.it.chat;

import io.restante.contract.MessageId;
import io.restante.it.account.KnownGroup;
import io.restante.it.chat.HistoryEntry.Mark;
import io.restante.it.device.Ticks;
import io.restante.messaging.MemberReceipts;
import io.restante.messaging.Presence;
import io.restante.messaging.PresenceState;
import io.restante.messaging.Receipt;
import io.restante.messaging.Typing;
import io.restante.shared.Id16;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// What is heard of others beside what they write: how far messages have come, who is typing, who
/// is there. As lines to show; what lasts is noted in the notebook. Called under the device's lock.
final class Tidings {
  private static final Duration TYPING_AGAIN = Duration.ofSeconds(10);
  private static final DateTimeFormatter SEEN =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneId.systemDefault());

  private final Notebook notes;
  private final Function<UUID, Optional<String>> names;
  private final UUID self;
  private final Map<UUID, Ticks> ticks = new HashMap<>();
  private final Map<UUID, Integer> others = new HashMap<>();
  private final Map<UUID, Long> typedNanos = new HashMap<>();
  private final Map<UUID, Presence> presences = new HashMap<>();

  /// Creates it.
  ///
  /// @param names what a user or a group is called here; nothing when nobody wrote to it or came
  ///   from it
  Tidings(Notebook notes, Function<UUID, Optional<String>> names, UUID self) {
    this.notes = notes;
    this.names = names;
    this.self = self;
  }

  /// Notes how many others are in a group.
  void grouped(KnownGroup group) {
    others.put(group.group(), Math.max(0, group.members().size() - 1));
  }

  /// Notes an own message's place in its conversation.
  void numbered(MessageId id, long number) {
    notes.putNumber(id, number);
  }

  /// Takes in how far a conversation has come; returns what to show, of the newest message alone.
  List<Line> receipt(Receipt receipt) {
    UUID peer = uuid(receipt.getPeer());
    Ticks known = ticks.computeIfAbsent(peer, _ -> new Ticks());
    if (!known.told(receipt.getSteps())) {
      return List.of();
    }
    int all = receipt.getIsGroup() ? others.getOrDefault(peer, Integer.MAX_VALUE) : 1;
    List<Line> news = new ArrayList<>();
    notes
        .numbered(peer)
        .forEach(
            (number, entry) -> {
              int delivered = known.delivered(number);
              int read = known.read(number);
              Mark mark = mark(entry.mark(), delivered, read, all);
              if (delivered > 0 && (mark != entry.mark() || receipt.getIsGroup())) {
                notes.mark(peer, number, mark);
                String name = names.apply(peer).orElse("?");
                news.clear();
                news.add(new Line.Ticks(name, entry.text(), delivered, read, all));
              }
            });
    return news;
  }

  private static Mark mark(Mark before, int delivered, int read, int all) {
    if (read >= all) {
      return Mark.READ;
    }
    return delivered >= all && before != Mark.READ ? Mark.DELIVERED : before;
  }

  /// Returns how far each member of a group has come with the newest own message.
  List<Line> members(MemberReceipts receipts) {
    UUID group = uuid(receipts.getGroup());
    long newest = notes.lastNumber(group);
    List<Line> lines = new ArrayList<>();
    for (var member : receipts.getMembers()) {
      String name = names.apply(uuid(member.getUser())).orElse("somebody");
      String what =
          member.getRead() >= newest
              ? " has read it"
              : member.getDelivered() >= newest ? " has it" : " does not have it yet";
      lines.add(new Line.Note(name + what));
    }
    return lines;
  }

  /// Takes in that somebody is typing.
  List<Line> typing(Typing typing) {
    UUID who = uuid(typing.getSender());
    UUID talk = typing.getGroup() == null ? who : uuid(typing.getGroup());
    Optional<String> name = names.apply(who);
    if (who.equals(self) || name.isEmpty() || names.apply(talk).isEmpty()) {
      return List.of();
    }
    long now = System.nanoTime();
    Long last = typedNanos.put(talk, now);
    if (last != null && now - last < TYPING_AGAIN.toNanos()) {
      typedNanos.put(talk, last);
      return List.of();
    }
    String where = talk.equals(who) ? "" : " to " + names.apply(talk).orElse("?");
    return List.of(new Line.Note(name.get() + " is typing" + where + " ..."));
  }

  /// Tells whether somebody has been typing to this user, or to a group.
  boolean hasTyped(UUID talk) {
    return typedNanos.containsKey(talk);
  }

  /// Takes in how it is with somebody.
  List<Line> presence(Presence presence) {
    UUID user = uuid(presence.getUser());
    Presence before = presences.put(user, presence);
    boolean wasHidden = before == null || before.getState() == PresenceState.HIDDEN;
    boolean isHidden = presence.getState() == PresenceState.HIDDEN;
    if (presence.equals(before) || (wasHidden && isHidden)) {
      return List.of();
    }
    return List.of(new Line.Note(names.apply(user).orElse("somebody") + " " + said(presence)));
  }

  /// Returns how it is with somebody, a few words; empty when that is not known.
  String presenceOf(UUID user) {
    Presence known = presences.get(user);
    return known == null || known.getState() == PresenceState.HIDDEN ? "" : said(known);
  }

  /// Returns what was said last of somebody.
  Optional<PresenceState> stateOf(UUID user) {
    return Optional.ofNullable(presences.get(user)).map(Presence::getState);
  }

  private static String said(Presence presence) {
    Instant seen = presence.getLastSeen();
    return switch (presence.getState()) {
      case ONLINE -> "is online";
      case OFFLINE -> seen == null ? "is away" : "was last seen " + SEEN.format(seen);
      case HIDDEN -> "does not show when he is there";
    };
  }

  private static UUID uuid(Id16 id) {
    ByteBuffer bytes = ByteBuffer.wrap(id.bytes());
    return new UUID(bytes.getLong(), bytes.getLong());
  }
}
