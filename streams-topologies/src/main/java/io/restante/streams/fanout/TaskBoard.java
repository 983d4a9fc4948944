package io.restante.streams.fanout;

import io.restante.streams.fanout.rules.Committed;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// What the tasks of a process and its housekeeping tell each other. Thread-safe.
final class TaskBoard {
  private static final Figures NONE = new Figures(0, 0, Long.MAX_VALUE);

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
  /// @param lowestKept the offset of the first message that is in its table of those that wait
  record Figures(int waiting, long oldestMs, long lowestKept) {}

  void opened() {
    tasks.incrementAndGet();
  }

  void closed(int partition) {
    tasks.decrementAndGet();
    figures.remove(partition);
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
