package io.restante.gateway.ownership;

import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/// Counts of an [OwnershipLog]. Thread-safe.
///
/// What must hold: every claim of this gateway that was read was taken up or passed over.
public final class OwnershipMetrics {
  /// `edge.ownership.taken`: claims read and taken up.
  final LongAdder taken = new LongAdder();

  /// `edge.ownership.passed_over`: claims read and passed over: older than what was known.
  final LongAdder passedOver = new LongAdder();

  /// `edge.ownership.unreadable`: records that could not be read.
  final LongAdder unreadable = new LongAdder();

  /// `edge.ownership.written`: claims written.
  final LongAdder written = new LongAdder();

  /// `edge.ownership.outdated`: claims not written because the log knows a later owner.
  final LongAdder outdated = new LongAdder();

  OwnershipMetrics() {}

  /// Returns all counts by the names of their meters.
  public Map<String, LongSupplier> counts() {
    return Map.of(
        "edge.ownership.taken", taken::sum,
        "edge.ownership.passed_over", passedOver::sum,
        "edge.ownership.unreadable", unreadable::sum,
        "edge.ownership.written", written::sum,
        "edge.ownership.outdated", outdated::sum);
  }
}
