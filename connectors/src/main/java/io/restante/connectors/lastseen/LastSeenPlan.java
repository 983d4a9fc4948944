package io.restante.connectors.lastseen;

import io.restante.contract.UserId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What is to be written, and when: pure rules, owned by the connector's thread.
///
/// One entry for each user of whom something waits; a later status replaces it. Bound: [#isFull]
/// tells that no more should be read; whoever waits is written within [#EVERY_MS] unless the store
/// is away, and then the topic waits.
final class LastSeenPlan {
  /// How often a user's row is written at the most, milliseconds.
  static final long EVERY_MS = 60_000;

  /// How long to wait before a write that failed is tried again, milliseconds.
  static final long AGAIN_MS = 1_000;

  private final int waitingMax;
  private final Map<UserId, Entry> entries = new HashMap<>();
  private final TreeSet<Entry> dues =
      new TreeSet<>(Comparator.comparingLong(Entry::dueMs).thenComparingLong(Entry::number));

  /// The offsets of what waits, by partition.
  private final Map<Integer, TreeSet<Long>> waiting = new HashMap<>();

  /// The next offset of each partition.
  private final Map<Integer, Long> next = new HashMap<>();

  /// When each user's row was written, the longest ago first; forgotten after [#EVERY_MS].
  private final Map<UserId, Long> writtenMs = new LinkedHashMap<>();

  private long numbers;

  /// Where a record stands.
  record Place(int partition, long offset) {}

  /// What is to be written of a user.
  ///
  /// @param seenMs when he was last there, milliseconds since 1970 UTC; null when the row is to go
  record Write(UserId user, @Nullable Long seenMs, long number) {}

  private record Entry(Place place, Write write, long dueMs) {
    long number() {
      return write.number();
    }
  }

  /// Creates an empty plan.
  ///
  /// @param waitingMax of how many users something may wait
  LastSeenPlan(int waitingMax) {
    this.waitingMax = waitingMax;
  }

  /// Tells whether no more should be read for now.
  boolean isFull() {
    return entries.size() >= waitingMax;
  }

  /// Takes in that a user has left.
  ///
  /// @param seenMs when; null when the account is gone
  void onLeft(Place place, UserId user, @Nullable Long seenMs, long nowMs) {
    onPassed(place);
    Long last = writtenMs.get(user);
    long dueMs = last == null || seenMs == null ? nowMs : Math.max(nowMs, last + EVERY_MS);
    Entry before = entries.get(user);
    if (before != null) {
      remove(before);
      dueMs = seenMs == null ? nowMs : Math.min(dueMs, before.dueMs());
    }
    add(new Entry(place, new Write(user, seenMs, numbers++), dueMs));
  }

  /// Takes in a record that says nothing that is to be written.
  void onPassed(Place place) {
    next.put(place.partition(), place.offset() + 1);
  }

  private void add(Entry entry) {
    entries.put(entry.write().user(), entry);
    dues.add(entry);
    waiting
        .computeIfAbsent(entry.place().partition(), _ -> new TreeSet<>())
        .add(entry.place().offset());
  }

  private void remove(Entry entry) {
    entries.remove(entry.write().user());
    dues.remove(entry);
    TreeSet<Long> offsets = waiting.get(entry.place().partition());
    if (offsets != null) {
      offsets.remove(entry.place().offset());
    }
  }

  /// Returns what is to be written now; stays until [#written].
  List<Write> due(int most, long nowMs) {
    List<Write> due = new ArrayList<>();
    for (Entry entry : dues) {
      if (entry.dueMs() > nowMs || due.size() == most) {
        break;
      }
      due.add(entry.write());
    }
    return due;
  }

  /// A write is in the store.
  void written(Write write, long nowMs) {
    Entry entry = entries.get(write.user());
    if (entry != null && entry.number() == write.number()) {
      remove(entry);
    }
    writtenMs.remove(write.user());
    if (write.seenMs() != null) {
      writtenMs.put(write.user(), nowMs);
    }
  }

  /// A write has failed, and is tried again a little later.
  void failed(Write write, long nowMs) {
    Entry entry = entries.get(write.user());
    if (entry != null && entry.number() == write.number()) {
      remove(entry);
      add(new Entry(entry.place(), entry.write(), nowMs + AGAIN_MS));
    }
  }

  /// Time has passed.
  void onTick(long nowMs) {
    Iterator<Long> oldest = writtenMs.values().iterator();
    while (oldest.hasNext() && nowMs - oldest.next() >= EVERY_MS) {
      oldest.remove();
    }
  }

  /// Returns for each partition up to where everything is in the store: where to go on after a
  /// crash.
  Map<Integer, Long> done() {
    Map<Integer, Long> done = new HashMap<>(next);
    waiting.forEach(
        (partition, offsets) -> {
          if (!offsets.isEmpty()) {
            done.put(partition, offsets.getFirst());
          }
        });
    return done;
  }

  /// A partition is somebody else's now.
  void lost(int partition) {
    List.copyOf(entries.values()).stream()
        .filter(entry -> entry.place().partition() == partition)
        .forEach(this::remove);
    next.remove(partition);
    waiting.remove(partition);
  }

  /// Returns of how many users something waits.
  int size() {
    return entries.size();
  }
}
