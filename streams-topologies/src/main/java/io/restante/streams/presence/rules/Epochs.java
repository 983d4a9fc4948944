package io.restante.streams.presence.rules;

import java.util.ArrayDeque;
import java.util.Deque;

/// Whose sessions are over because their partition has a later owner, after a time for coming back.
/// In memory: whoever opens the tables waits once more, and looks through all sessions once.
final class Epochs {
  private final long graceMs;
  private final Deque<Begun> begun = new ArrayDeque<>();
  private long present = Long.MIN_VALUE;
  private long endedBelow = Long.MIN_VALUE;

  /// An owner's beginning.
  private record Begun(long epoch, long sinceMs) {}

  /// Creates it.
  ///
  /// @param graceMs the time for coming back
  Epochs(long graceMs) {
    this.graceMs = graceMs;
  }

  /// Hears of an epoch; an earlier one than the present changes nothing.
  void onEpoch(long epoch, long nowMs) {
    if (epoch > present) {
      present = epoch;
      begun.addLast(new Begun(epoch, nowMs));
    }
  }

  /// Time has passed; returns whether there are sessions to end.
  boolean onTick(long nowMs) {
    boolean isNew = false;
    while (!begun.isEmpty() && nowMs - begun.getFirst().sinceMs() >= graceMs) {
      endedBelow = begun.removeFirst().epoch();
      isNew = true;
    }
    return isNew;
  }

  /// Tells whether a session of an epoch is over.
  boolean isOver(long epoch) {
    return epoch < endedBelow;
  }
}
