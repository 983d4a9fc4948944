package io.restante.gateway.signal;

import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/// Counts of signals. Thread-safe.
///
/// What must hold when nothing is under way: `offered` = `appended` + `dropped`, and `read` =
/// `told` + `away` + `stale` + `unreadable`.
public final class SignalMetrics {
  /// `edge.signal.offered`: signals to be appended, one for each recipient.
  final LongAdder offered = new LongAdder();

  /// `edge.signal.appended`: signals that the log took.
  final LongAdder appended = new LongAdder();

  /// `edge.signal.dropped`: signals given up: the queue was full, or the log did not take them.
  final LongAdder dropped = new LongAdder();

  /// `edge.signal.read`: signals read for users of this node's partitions.
  final LongAdder read = new LongAdder();

  /// `edge.signal.told`: signals handed to every device of the user that was connected.
  final LongAdder told = new LongAdder();

  /// `edge.signal.away`: signals for users none of whose devices was connected.
  final LongAdder away = new LongAdder();

  /// `edge.signal.stale`: signals read too late.
  final LongAdder stale = new LongAdder();

  /// `edge.signal.unreadable`: records that are no signals.
  final LongAdder unreadable = new LongAdder();

  SignalMetrics() {}

  /// Returns all counts by the names of their meters.
  public Map<String, LongSupplier> counts() {
    return Map.of(
        "edge.signal.offered", offered::sum,
        "edge.signal.appended", appended::sum,
        "edge.signal.dropped", dropped::sum,
        "edge.signal.read", read::sum,
        "edge.signal.told", told::sum,
        "edge.signal.away", away::sum,
        "edge.signal.stale", stale::sum,
        "edge.signal.unreadable", unreadable::sum);
  }
}
