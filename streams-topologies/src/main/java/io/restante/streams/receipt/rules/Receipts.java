package io.restante.streams.receipt.rules;

import io.restante.contract.Conversation;
import io.restante.contract.ReceiptCodec;
import io.restante.contract.ReceiptEvent.Watermark;
import io.restante.contract.UserId;
import io.restante.messaging.ReceiptStep;
import io.restante.streams.receipt.rules.Outcome.Answer;
import io.restante.streams.receipt.rules.Outcome.Tell;
import io.restante.streams.table.Table;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Tells sending devices how far their conversations have come (ADR 0022): what comes after a quiet
/// second at once, otherwise once a second for each conversation. Owned by one task.
///
/// What is told in the moment of its input comes again with the input, if a crash loses it. What
/// waits for the second to end has a mark in a table, which stays for [#MARK_MS] after it was told:
/// by then a commit has carried it into the log. Whoever opens the tables tells again what is
/// marked.
///
/// Bound: the conversations told within [#MARK_MS], about 200 bytes each.
public final class Receipts {
  /// How often a conversation is told of, milliseconds.
  public static final long EVERY_MS = 1_000;

  /// How long a mark stays, milliseconds: many times longer than from one commit to the next.
  public static final long MARK_MS = 20_000;

  /// How long a conversation in which nothing happens is remembered, milliseconds: as long as an
  /// envelope lives.
  public static final long KEEP_MS = 30L * 24 * 3_600 * 1_000;

  private static final int SWEEP_ENTRIES = 64;
  private static final byte[] ON = {1};
  private static final byte[] OFF = {0};

  private final Shelf shelf;
  private final Table marks;
  private final Table users;
  private final Counts counts;
  private final Map<Conversation, Pace> paces = new HashMap<>();

  /// Those that may be told of again, in the order of when.
  private final Deque<Wait> waits = new ArrayDeque<>();

  /// Those whose marks may go, in the order of when.
  private final Deque<Wait> ends = new ArrayDeque<>();

  /// Who was answered last, and when.
  private final Map<Conversation, Long> answeredMs = new LinkedHashMap<>();

  /// Creates it.
  ///
  /// @param progress the watermarks
  /// @param marks conversations that wait to be told of
  /// @param users who is told what others have read
  public Receipts(Table progress, Table marks, Table users, Counts counts) {
    this.shelf = new Shelf(progress);
    this.marks = marks;
    this.users = users;
    this.counts = counts;
  }

  /// When a conversation was told of last, and whether there is more to tell.
  private static final class Pace {
    private final Conversation conversation;
    private long toldMs;
    private boolean isDue;
    private boolean isMarked;

    private Pace(Conversation conversation, long toldMs) {
      this.conversation = conversation;
      this.toldMs = toldMs;
    }
  }

  /// A place in a queue; void when the conversation was told of again since.
  private record Wait(Pace pace, long sinceMs) {
    boolean isOver(long nowMs, long afterMs) {
      return nowMs - sinceMs >= afterMs;
    }

    boolean isValid() {
      return pace.toldMs == sinceMs;
    }
  }

  /// Takes up what was left: what is marked is told again.
  public void open(long nowMs) {
    marks.scan(
        new byte[0],
        (key, _) -> {
          Pace pace = new Pace(ReceiptCodec.decodeKey(ByteBuffer.wrap(key)), nowMs - EVERY_MS);
          pace.isDue = true;
          pace.isMarked = true;
          paces.put(pace.conversation, pace);
          waits.add(new Wait(pace, pace.toldMs));
        });
  }

  /// Hears how far users have come.
  ///
  /// @param offset where that stands: what comes again is told again
  public Optional<Outcome> onRaised(
      Conversation conversation, List<Watermark> watermarks, long offset, long nowMs) {
    counts.events.increment();
    boolean isShown = isShown(conversation.sender().user());
    boolean isNews = false;
    Map<Integer, Shelf.Entry> open = new HashMap<>();
    for (Watermark watermark : watermarks) {
      counts.watermarks.increment();
      if (isAstray(conversation, watermark.user())) {
        counts.astray.increment();
        continue;
      }
      UserId user = watermark.user();
      Shelf.Entry entry =
          open.computeIfAbsent(Shelf.shelf(user), _ -> shelf.open(conversation, user));
      boolean isRepeat = entry.isRepeat(offset);
      isNews |= raise(entry, watermark, isShown) || isRepeat;
    }
    open.values().forEach(entry -> shelf.close(entry, offset, nowMs));
    return isNews ? news(conversation, nowMs) : Optional.empty();
  }

  /// Nobody tells of his own messages, and of what is for one user only that user.
  private static boolean isAstray(Conversation conversation, UserId user) {
    return conversation.sender().user().equals(user)
        || (!conversation.isGroup() && !conversation.user().equals(user));
  }

  /// Raises a user's watermarks; tells whether the sender would see that.
  private boolean raise(Shelf.Entry entry, Watermark watermark, boolean isShown) {
    Watermark before = entry.of(watermark.user());
    long delivered = Math.max(before.delivered(), watermark.delivered());
    long read = Math.max(before.read(), watermark.read());
    if (delivered == 0) {
      counts.unfounded.increment();
      return false;
    }
    Watermark after = new Watermark(watermark.user(), delivered, read);
    if (after.equals(before)) {
      counts.unchanged.increment();
      return false;
    }
    counts.raised.increment();
    entry.put(after);
    return !shown(after, isShown).equals(shown(before, isShown));
  }

  /// Returns what a sender may see of a user's watermarks.
  private static Watermark shown(Watermark all, boolean isShown) {
    long read = isShown ? Math.min(all.delivered(), all.read()) : 0;
    return new Watermark(all.user(), all.delivered(), read);
  }

  /// Hears of a user's setting.
  ///
  /// @param isShown whether the user is told what others have read; false also for one who is gone
  public List<Outcome> onUser(UserId user, boolean isShown, long nowMs) {
    counts.users.increment();
    byte[] key = key(user);
    boolean wasShown = isShown(user);
    users.put(key, isShown ? ON : OFF);
    if (!isShown || wasShown) {
      return List.of();
    }
    // The row may have come after what it would have let through.
    return paces.keySet().stream()
        .filter(conversation -> conversation.sender().user().equals(user))
        .toList()
        .stream()
        .flatMap(conversation -> news(conversation, nowMs).stream())
        .toList();
  }

  private boolean isShown(UserId user) {
    byte[] value = users.get(key(user));
    return value != null && value.length == 1 && value[0] == ON[0];
  }

  private static byte[] key(UserId user) {
    return ByteBuffer.allocate(16).putLong(user.high()).putLong(user.low()).array();
  }

  private Optional<Outcome> news(Conversation conversation, long nowMs) {
    Pace pace = paces.get(conversation);
    if (pace == null) {
      pace = new Pace(conversation, nowMs - EVERY_MS);
      paces.put(conversation, pace);
    }
    if (nowMs - pace.toldMs >= EVERY_MS) {
      return tell(pace, nowMs);
    }
    delay(pace);
    return Optional.empty();
  }

  private void delay(Pace pace) {
    pace.isDue = true;
    if (!pace.isMarked) {
      pace.isMarked = true;
      marks.put(ReceiptCodec.encodeKey(pace.conversation), ON);
    }
  }

  /// Says nothing when nothing is known: a crash may leave a mark, and not what it stands for,
  /// which then comes again.
  private Optional<Outcome> tell(Pace pace, long nowMs) {
    pace.isDue = false;
    pace.toldMs = nowMs;
    Wait wait = new Wait(pace, nowMs);
    waits.add(wait);
    ends.add(wait);
    List<ReceiptStep> steps = Steps.of(visible(pace.conversation));
    if (steps.isEmpty()) {
      return Optional.empty();
    }
    counts.told.increment();
    return Optional.of(new Tell(pace.conversation, steps));
  }

  private List<Watermark> visible(Conversation conversation) {
    boolean isShown = isShown(conversation.sender().user());
    return shelf.all(conversation).stream().map(it -> shown(it, isShown)).toList();
  }

  /// Hears that a device asks how far each member of a group has come.
  public Optional<Outcome> onAsked(Conversation conversation, long nowMs) {
    counts.events.increment();
    counts.asked.increment();
    Long last = answeredMs.get(conversation);
    if (!conversation.isGroup() || (last != null && nowMs - last < EVERY_MS)) {
      return Optional.empty();
    }
    List<Watermark> members = new ArrayList<>(visible(conversation));
    if (members.isEmpty()) {
      return Optional.empty();
    }
    members.sort(Comparator.comparingLong(Watermark::delivered).reversed());
    answeredMs.remove(conversation);
    answeredMs.put(conversation, nowMs);
    counts.answered.increment();
    int most = Math.min(members.size(), ReceiptCodec.WATERMARKS_MAX);
    return Optional.of(new Answer(conversation, members.subList(0, most)));
  }

  /// Time has passed.
  public List<Outcome> onTick(long nowMs) {
    List<Outcome> outcomes = new ArrayList<>();
    while (!waits.isEmpty() && waits.getFirst().isOver(nowMs, EVERY_MS)) {
      Wait wait = waits.removeFirst();
      if (wait.isValid() && wait.pace().isDue) {
        tell(wait.pace(), nowMs).ifPresent(outcomes::add);
      }
    }
    while (!ends.isEmpty() && ends.getFirst().isOver(nowMs, MARK_MS)) {
      Wait wait = ends.removeFirst();
      if (wait.isValid()) {
        end(wait.pace());
      }
    }
    answeredMs.values().removeIf(last -> nowMs - last >= EVERY_MS);
    counts.forgotten.add(shelf.sweep(SWEEP_ENTRIES, nowMs - KEEP_MS));
    return outcomes;
  }

  private void end(Pace pace) {
    paces.remove(pace.conversation);
    if (pace.isMarked) {
      marks.delete(ReceiptCodec.encodeKey(pace.conversation));
    }
  }

  /// Returns how many conversations have been told of lately, or are about to be.
  public int size() {
    return paces.size();
  }
}
