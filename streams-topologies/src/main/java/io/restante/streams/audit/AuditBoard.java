package io.restante.streams.audit;

import io.restante.streams.audit.rules.Ages;
import io.restante.streams.audit.rules.Counts;
import io.restante.streams.audit.rules.Levels;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What the tasks of a process show: each writes its own, whoever asks gets the sum. Thread-safe.
final class AuditBoard {
  private final Counts counts = new Counts();
  private final Levels levels = new Levels();
  private final Map<Integer, Ages> ages = new ConcurrentHashMap<>();

  Counts counts() {
    return counts;
  }

  Levels levels() {
    return levels;
  }

  /// Shows how old those are that wait in a task.
  void show(int partition, Ages shown) {
    ages.put(partition, shown);
  }

  /// A task has gone elsewhere.
  void closed(int partition) {
    ages.remove(partition);
  }

  /// Returns how old those are that wait in any task.
  Ages ages() {
    return ages.values().stream().reduce(Ages.NONE, Ages::and);
  }
}
