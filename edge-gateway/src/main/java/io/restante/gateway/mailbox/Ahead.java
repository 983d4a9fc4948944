package io.restante.gateway.mailbox;

import io.restante.gateway.mailbox.Mailbox.Progress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.function.Predicate;

/// Devices that have stored more than this node has read of the partition. Most likely it is the
/// node that is behind: another one owned the partition meanwhile, and this one was out of touch
/// and has not heard of it yet. They wait until it has caught up, or has lost the partition. Owned
/// by the partition's core.
///
/// Bound: the connections of the partition.
///
/// @param <C> a connection
final class Ahead<C> {
  /// One that waits.
  private record Waiting<C>(Mailbox<C> mailbox, C connection, long sinceMs) {
    boolean isOver() {
      return mailbox.progress != Progress.AHEAD || !connection.equals(mailbox.connection);
    }
  }

  private final Queue<Waiting<C>> devices = new ArrayDeque<>();

  void add(Mailbox<C> mailbox, C connection, long nowMs) {
    mailbox.progress = Progress.AHEAD;
    devices.add(new Waiting<>(mailbox, connection, nowMs));
  }

  /// Whether somebody waits, or has lately.
  boolean isNeeded() {
    return !devices.isEmpty();
  }

  /// Takes out those whom a position has caught up with.
  List<Mailbox<C>> caughtUp(long position) {
    return take(waiting -> waiting.mailbox().storedUpTo < position).stream()
        .map(Waiting::mailbox)
        .toList();
  }

  /// Refuses those who have waited since a moment, or longer.
  void refuse(long ms, List<Action<C>> actions) {
    for (Waiting<C> waiting : take(it -> it.sinceMs() <= ms)) {
      actions.add(new Action.Refuse<>(waiting.connection(), Refusal.RESUME_FROM_THE_FUTURE));
    }
  }

  private List<Waiting<C>> take(Predicate<Waiting<C>> which) {
    List<Waiting<C>> taken = new ArrayList<>();
    for (Iterator<Waiting<C>> all = devices.iterator(); all.hasNext(); ) {
      Waiting<C> next = all.next();
      boolean isTaken = !next.isOver() && which.test(next);
      if (isTaken) {
        next.mailbox().progress = Progress.WAITING;
        taken.add(next);
      }
      if (isTaken || next.isOver()) {
        all.remove();
      }
    }
    return taken;
  }
}
