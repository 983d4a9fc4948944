package io.restante.gateway.deliver;

import io.restante.gateway.snapshot.Snapshots;
import io.restante.gateway.snapshot.Snapshots.Wanted;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Partitions of a lane that wait for a snapshot, and what devices ask of them meanwhile. Owned by
/// the lane's thread.
///
/// What is held is bounded like the lane's inbox, and for no longer than the snapshots' time limit.
final class AwaitedSnapshots {
  private final Snapshots snapshots;
  private final Consumer<LaneEvent> inbox;
  private final Map<Integer, Awaited> awaited = new HashMap<>();
  private long numbers;

  /// Begins with nothing awaited.
  ///
  /// @param inbox takes the answers, from any thread
  AwaitedSnapshots(Snapshots snapshots, Consumer<LaneEvent> inbox) {
    this.snapshots = snapshots;
    this.inbox = inbox;
  }

  /// A partition that waits.
  ///
  /// @param number which asking it was
  /// @param sinceMs when it began, milliseconds since 1970 UTC
  /// @param held what came for it, in order
  record Awaited(long number, long sinceMs, ArrayDeque<LaneEvent> held) {}

  boolean isEmpty() {
    return awaited.isEmpty();
  }

  /// Asks for a snapshot of a partition.
  void await(Wanted wanted) {
    int partition = wanted.partition();
    long number = ++numbers;
    awaited.put(partition, new Awaited(number, wanted.nowMs(), new ArrayDeque<>()));
    snapshots.fetch(
        wanted, copy -> inbox.accept(new LaneEvent.SnapshotFetched(partition, number, copy)));
  }

  /// Keeps an event if its partition waits.
  boolean isHeld(LaneEvent event) {
    Awaited waiting = awaited.get(event.partition());
    if (waiting == null || event instanceof LaneEvent.SnapshotFetched) {
      return false;
    }
    waiting.held().add(event);
    return true;
  }

  /// Ends the waiting that an answer is for; null when nobody waits for it any more.
  @Nullable Awaited answered(LaneEvent.SnapshotFetched answer) {
    Awaited waiting = awaited.get(answer.partition());
    if (waiting == null || waiting.number() != answer.number()) {
      answer.copy().ifPresent(snapshots::discard);
      return null;
    }
    awaited.remove(answer.partition());
    return waiting;
  }

  /// Ends the waiting of a partition that is lost, and returns what was held for it; null when it
  /// did not wait.
  @Nullable List<LaneEvent> givenUp(int partition) {
    Awaited waiting = awaited.remove(partition);
    return waiting == null ? null : List.copyOf(waiting.held());
  }
}
