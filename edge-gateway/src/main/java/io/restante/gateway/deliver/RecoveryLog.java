package io.restante.gateway.deliver;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells, for each partition taken over, how long it took until its index was up to date. Owned by
/// a lane's thread.
final class RecoveryLog {
  private static final Logger LOGGER = LoggerFactory.getLogger(RecoveryLog.class);

  private record Recovery(long from, Beginning beginning) {}

  /// How a takeover began.
  ///
  /// @param source where the index comes from
  /// @param end the end of the log then
  /// @param atMs when, milliseconds since 1970 UTC; waiting for a snapshot is part of it
  record Beginning(IndexSource source, long end, long atMs) {}

  private final Map<OwnedPartition, Recovery> underWay = new HashMap<>();
  private final DeliverMetrics metrics;
  private final Consumer<OwnedPartition> onUpToDate;

  /// Creates the log.
  ///
  /// @param onUpToDate told of each partition whose index has become up to date
  RecoveryLog(DeliverMetrics metrics, Consumer<OwnedPartition> onUpToDate) {
    this.metrics = metrics;
    this.onUpToDate = onUpToDate;
  }

  void onTakenOver(OwnedPartition partition, Beginning beginning, long nowMs) {
    LOGGER
        .atInfo()
        .addKeyValue("partition", partition.partition().partition())
        .addKeyValue("position", partition.position())
        .addKeyValue("end", beginning.end())
        .addKeyValue("source", beginning.source().label())
        .log("partition taken over");
    underWay.put(partition, new Recovery(partition.position(), beginning));
    onProgress(partition, nowMs);
  }

  void onProgress(OwnedPartition partition, long nowMs) {
    Recovery recovery = underWay.get(partition);
    if (recovery == null || partition.isRecovering()) {
      return;
    }
    underWay.remove(partition);
    metrics.servedPartitions.incrementAndGet();
    onUpToDate.accept(partition);
    LOGGER
        .atInfo()
        .addKeyValue("partition", partition.partition().partition())
        .addKeyValue("offsets", partition.position() - recovery.from())
        .addKeyValue("source", recovery.beginning().source().label())
        .addKeyValue("elapsedMs", nowMs - recovery.beginning().atMs())
        .log("mailbox index up to date");
  }

  boolean isIdle() {
    return underWay.isEmpty();
  }

  void onGivenUp(OwnedPartition partition) {
    if (underWay.remove(partition) == null) {
      metrics.servedPartitions.decrementAndGet();
    }
  }
}
