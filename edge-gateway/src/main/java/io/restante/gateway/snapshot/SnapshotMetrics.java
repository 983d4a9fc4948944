package io.restante.gateway.snapshot;

import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/// Counts of snapshots. Thread-safe.
///
/// What must hold when nothing is under way: `asked = fetched + none + broken + late +
/// unreachable`.
public final class SnapshotMetrics {
  /// `edge.snapshot.published`: manifests put.
  final LongAdder published = new LongAdder();

  /// `edge.snapshot.uploaded.bytes`: bytes of files put.
  final LongAdder uploadedBytes = new LongAdder();

  /// `edge.snapshot.failed`: publications that failed, to be tried again.
  final LongAdder failed = new LongAdder();

  /// `edge.snapshot.outdated`: publications given up because the store knows a later owner.
  final LongAdder outdated = new LongAdder();

  /// `edge.snapshot.asked`: takeovers that asked for one.
  final LongAdder asked = new LongAdder();

  /// `edge.snapshot.fetched`: takeovers that got one.
  final LongAdder fetched = new LongAdder();

  /// `edge.snapshot.none`: takeovers for which there was none of use.
  final LongAdder none = new LongAdder();

  /// `edge.snapshot.broken`: takeovers that found only such as can't be trusted.
  final LongAdder broken = new LongAdder();

  /// `edge.snapshot.late`: takeovers that waited as long as they may.
  final LongAdder late = new LongAdder();

  /// `edge.snapshot.unreachable`: takeovers to which the store did not answer, or refused.
  final LongAdder unreachable = new LongAdder();

  SnapshotMetrics() {}

  /// Returns all counts by the names of their meters.
  public Map<String, LongSupplier> counts() {
    return Map.of(
        "edge.snapshot.published", published::sum,
        "edge.snapshot.uploaded.bytes", uploadedBytes::sum,
        "edge.snapshot.failed", failed::sum,
        "edge.snapshot.outdated", outdated::sum,
        "edge.snapshot.asked", asked::sum,
        "edge.snapshot.fetched", fetched::sum,
        "edge.snapshot.none", none::sum,
        "edge.snapshot.broken", broken::sum,
        "edge.snapshot.late", late::sum,
        "edge.snapshot.unreachable", unreachable::sum);
  }
}
