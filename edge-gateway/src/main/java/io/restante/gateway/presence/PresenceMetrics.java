package io.restante.gateway.presence;

import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/// Counts of presence. Thread-safe.
///
/// What must hold when nothing is under way: `noted` = `replaced` + `sessions.dropped` +
/// `sessions.appended`, and `watches.offered` = `watches.dropped` + `watches.appended`.
public final class PresenceMetrics {
  /// `edge.presence.noted`: devices that came or left.
  final LongAdder noted = new LongAdder();

  /// `edge.presence.replaced`: comings and goings that became one with another before they were
  /// appended.
  final LongAdder replaced = new LongAdder();

  /// `edge.presence.sessions.dropped`: comings and goings given up, because too many devices
  /// waited.
  final LongAdder sessionsDropped = new LongAdder();

  /// `edge.presence.sessions.appended`: comings and goings that the log took.
  final LongAdder sessionsAppended = new LongAdder();

  /// `edge.presence.watches.offered`: watches to be appended, one for each watched user.
  final LongAdder watchesOffered = new LongAdder();

  /// `edge.presence.watches.dropped`: watches given up, because the queue was full.
  final LongAdder watchesDropped = new LongAdder();

  /// `edge.presence.watches.appended`: watches that the log took.
  final LongAdder watchesAppended = new LongAdder();

  PresenceMetrics() {}

  /// Returns all counts by the names of their meters.
  public Map<String, LongSupplier> counts() {
    return Map.of(
        "edge.presence.noted", noted::sum,
        "edge.presence.replaced", replaced::sum,
        "edge.presence.sessions.dropped", sessionsDropped::sum,
        "edge.presence.sessions.appended", sessionsAppended::sum,
        "edge.presence.watches.offered", watchesOffered::sum,
        "edge.presence.watches.dropped", watchesDropped::sum,
        "edge.presence.watches.appended", watchesAppended::sum);
  }
}
