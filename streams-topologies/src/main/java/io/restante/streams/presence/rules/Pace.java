package io.restante.streams.presence.rules;

import io.restante.contract.UserId;
import io.restante.streams.table.Table;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// When to speak of a user again: at most once a second for each.
///
/// Who waits to be spoken of has a mark in a table, which stays for [#MARK_MS] after that was done:
/// by then a commit has carried it into the log. Bound: the users spoken of within [#MARK_MS],
/// about 200 bytes each.
final class Pace {
  /// How often a user is spoken of, milliseconds.
  static final long EVERY_MS = 1_000;

  /// How long a mark has to be there before something is said that nothing would lead to again,
  /// milliseconds: longer than from one commit to the next.
  static final long MARKED_MS = 5_000;

  /// How long a mark stays, milliseconds: many times longer than from one commit to the next.
  static final long MARK_MS = 20_000;

  private static final byte[] MARK = {1};

  private final Table marks;
  private final Map<UserId, Turn> turns = new HashMap<>();
  private final PriorityQueue<Due> waits =
      new PriorityQueue<>(Comparator.comparingLong(Due::atMs).thenComparingLong(Due::number));
  private final Deque<Due> ends = new ArrayDeque<>();
  private long numbers;

  Pace(Table marks) {
    this.marks = marks;
  }

  /// What there is to say of a user, and when something was said last.
  private static final class Turn {
    private final UserId user;
    private long saidMs;
    private @Nullable Due due;
    private boolean isForced;
    private boolean isMarked;

    private Turn(UserId user, long saidMs) {
      this.user = user;
      this.saidMs = saidMs;
    }
  }

  /// A place in a queue; void when the turn has another by then.
  private record Due(Turn turn, long atMs, long number) {}

  /// A user's turn.
  ///
  /// @param isForced whether to say it even if the same was said last
  record Ready(UserId user, boolean isForced) {}

  /// Takes up what was left.
  void open(long nowMs) {
    List<UserId> marked = new ArrayList<>();
    marks.scan(new byte[0], (key, _) -> marked.add(Keys.first(key)));
    for (UserId user : marked) {
      Turn turn = new Turn(user, nowMs - EVERY_MS);
      turn.isMarked = true;
      turn.isForced = true;
      turns.put(user, turn);
      await(turn, nowMs);
    }
  }

  /// Asks for a turn.
  ///
  /// @param delayMs how long to wait at the least, milliseconds
  /// @param isForced whether to say it even if the same was said last
  /// @return the turn, if it is now; without a mark, because what led to it would come again
  @Nullable Ready ask(UserId user, long delayMs, boolean isForced, long nowMs) {
    Turn turn = turns.get(user);
    if (turn == null) {
      turn = new Turn(user, nowMs - EVERY_MS);
      turns.put(user, turn);
    }
    turn.isForced |= isForced;
    long atMs = Math.max(nowMs + delayMs, turn.saidMs + EVERY_MS);
    if (atMs <= nowMs) {
      return take(turn, nowMs);
    }
    mark(turn);
    Due due = turn.due;
    if (due == null || atMs < due.atMs()) {
      await(turn, atMs);
    }
    return null;
  }

  /// Asks for a turn in a while, with a mark: nothing will come again that led to it.
  void askMarked(UserId user, long nowMs) {
    Turn turn = turns.computeIfAbsent(user, _ -> new Turn(user, nowMs - EVERY_MS));
    mark(turn);
    turn.isForced = true;
    if (turn.due == null) {
      await(turn, nowMs + MARKED_MS);
    }
  }

  private void mark(Turn turn) {
    if (!turn.isMarked) {
      turn.isMarked = true;
      marks.put(Keys.user(turn.user), MARK);
    }
  }

  private void await(Turn turn, long atMs) {
    Due due = new Due(turn, atMs, numbers++);
    turn.due = due;
    waits.add(due);
  }

  /// Returns whose turn it is.
  ///
  /// @param most how many at the most; the others' turn comes with the next call
  List<Ready> onTick(long nowMs, int most) {
    List<Ready> ready = new ArrayList<>();
    for (Due next = waits.peek();
        next != null && next.atMs() <= nowMs && ready.size() < most;
        next = waits.peek()) {
      waits.remove();
      if (next.equals(next.turn().due)) {
        ready.add(take(next.turn(), nowMs));
      }
    }
    while (!ends.isEmpty() && nowMs - ends.getFirst().atMs() >= MARK_MS) {
      end(ends.removeFirst());
    }
    return ready;
  }

  private Ready take(Turn turn, long nowMs) {
    Ready ready = new Ready(turn.user, turn.isForced);
    turn.saidMs = nowMs;
    turn.due = null;
    turn.isForced = false;
    ends.addLast(new Due(turn, nowMs, numbers++));
    return ready;
  }

  private void end(Due end) {
    Turn turn = end.turn();
    if (turn.saidMs != end.atMs() || turn.due != null) {
      return; // Something was said since, or will be.
    }
    turns.remove(turn.user, turn);
    if (turn.isMarked) {
      marks.delete(Keys.user(turn.user));
    }
  }

  /// Returns of how many users something was said lately, or is about to be.
  int size() {
    return turns.size();
  }
}
