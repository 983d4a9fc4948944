package io.restante.gateway.deliver;

import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells, for each partition taken over, how long it took until its index was up to date. Owned by
/// a lane's thread.
final class RecoveryLog {
  private static final Logger LOGGER = LoggerFactory.getLogger(RecoveryLog.class);

  private record Recovery(long from, long startedAtMs) {}

  private final Map<OwnedPartition, Recovery> underWay = new HashMap<>();
  private final DeliverMetrics metrics;

  RecoveryLog(DeliverMetrics metrics) {
    this.metrics = metrics;
  }

  void onTakenOver(OwnedPartition partition, long end, long nowMs) {
    LOGGER
        .atInfo()
        .addKeyValue("partition", partition.partition().partition())
        .addKeyValue("position", partition.position())
        .addKeyValue("end", end)
        .log("partition taken over");
    underWay.put(partition, new Recovery(partition.position(), nowMs));
    onProgress(partition, nowMs);
  }

  void onProgress(OwnedPartition partition, long nowMs) {
    Recovery recovery = underWay.get(partition);
    if (recovery == null || partition.isRecovering()) {
      return;
    }
    underWay.remove(partition);
    metrics.servedPartitions.incrementAndGet();
    LOGGER
        .atInfo()
        .addKeyValue("partition", partition.partition().partition())
        .addKeyValue("offsets", partition.position() - recovery.from())
        .addKeyValue("elapsedMs", nowMs - recovery.startedAtMs())
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
