package io.restante.streams.fanout;

import io.restante.streams.fanout.rules.Committed;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// What the tasks of a process and its housekeeping tell each other. Thread-safe.
final class TaskBoard {
  /// Of a task that has not been opened: nothing may be deleted yet.
  private static final Figures NONE = new Figures(0, 0, 0, 0, false);

  private final Map<Integer, Committed> committed = new ConcurrentHashMap<>();
  private final Map<Integer, Figures> figures = new ConcurrentHashMap<>();
  private final AtomicInteger tasks = new AtomicInteger();
  private final long cacheBytes;

  // Written by the housekeeping, read by tasks.
  private volatile boolean isDirectoryAlive;

  /// Creates it.
  ///
  /// @param cacheBytes how many bytes decoded groups of all tasks may take, about
  TaskBoard(long cacheBytes) {
    this.cacheBytes = cacheBytes;
  }

  /// What a task shows.
  ///
  /// @param waiting how many messages wait
  /// @param oldestMs for how long the first of them
  /// @param held how many refusals hold up what came after them
  /// @param lowestKept the offset of the first message that is in its table of those that wait
  /// @param isWaitingForInput whether what it is done with can't go before another input comes
  record Figures(
      int waiting, long oldestMs, int held, long lowestKept, boolean isWaitingForInput) {}

  void opened() {
    tasks.incrementAndGet();
  }

  void closed(int partition) {
    tasks.decrementAndGet();
    figures.remove(partition);
  }

  /// Returns the partitions of the tasks that are open here.
  Set<Integer> partitions() {
    return Set.copyOf(figures.keySet());
  }

  /// Returns how many bytes of decoded groups a task may have.
  long cacheShare() {
    return cacheBytes / Math.max(1, tasks.get());
  }

  void show(int partition, Figures shown) {
    figures.put(partition, shown);
  }

  Figures figures(int partition) {
    return figures.getOrDefault(partition, NONE);
  }

  long waiting() {
    return figures.values().stream().mapToLong(Figures::waiting).sum();
  }

  long oldestWaitingMs() {
    return figures.values().stream().mapToLong(Figures::oldestMs).max().orElse(0);
  }

  long held() {
    return figures.values().stream().mapToLong(Figures::held).sum();
  }

  void commit(int partition, Committed offsets) {
    committed.put(partition, offsets);
  }

  Committed committed(int partition) {
    return committed.getOrDefault(partition, Committed.NOTHING);
  }

  void directoryAlive(boolean isAlive) {
    isDirectoryAlive = isAlive;
  }

  boolean isDirectoryAlive() {
    return isDirectoryAlive;
  }
}
