package io.restante.connectors.lastseen;

import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/// What operators see of it. Thread-safe.
public final class LastSeenCounts {
  final LongAdder read = new LongAdder();
  final LongAdder written = new LongAdder();
  final LongAdder failures = new LongAdder();
  final LongAdder unreadable = new LongAdder();
  volatile int waiting; // written by the connector's thread
  volatile boolean connected; // as above

  LastSeenCounts() {}

  /// Returns what is counted, by the names of the meters.
  public Map<String, LongSupplier> counts() {
    return Map.of(
        "connectors.lastseen.read", read::sum,
        "connectors.lastseen.written", written::sum,
        "connectors.lastseen.failures", failures::sum,
        "connectors.lastseen.unreadable", unreadable::sum);
  }

  /// Returns of how many users something waits to be written.
  public long waiting() {
    return waiting;
  }

  /// Returns 1 while the store is there, 0 otherwise.
  public long connected() {
    return connected ? 1 : 0;
  }
}
