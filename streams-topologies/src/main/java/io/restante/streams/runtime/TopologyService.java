package io.restante.streams.runtime;

import java.util.Map;
import java.util.function.LongSupplier;

/// One topology as the process sees it. Single-use: [#start], then [#close]. Thread-safe.
public interface TopologyService extends AutoCloseable {
  /// Begins.
  void start();

  /// Whether all partitions that are this process's are served.
  boolean isRunning();

  /// Returns what it does, a word in lower case.
  String state();

  /// Returns what is counted, by the names of the meters.
  Map<String, LongSupplier> counts();

  /// Returns what is gauged, by the names of the meters.
  Map<String, LongSupplier> gauges();

  /// Commits, leaves the group at once, and lets go.
  @Override
  void close();
}
