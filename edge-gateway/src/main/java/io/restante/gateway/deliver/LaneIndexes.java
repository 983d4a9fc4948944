package io.restante.gateway.deliver;

import io.restante.gateway.index.IndexDirectory;
import io.restante.gateway.index.RocksIndexStore;
import io.restante.gateway.mailbox.DamagedIndexException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The mailbox indexes of a lane's partitions: opened as they were left when they can be trusted,
/// else made anew. Owned by the lane's thread.
final class LaneIndexes {
  private static final Logger LOGGER = LoggerFactory.getLogger(LaneIndexes.class);

  private final IndexDirectory indexes;
  private final LaneSettings settings;
  private final DeliverMetrics metrics;

  LaneIndexes(IndexDirectory indexes, LaneSettings settings, DeliverMetrics metrics) {
    this.indexes = indexes;
    this.settings = settings;
    this.metrics = metrics;
  }

  /// Opens the index of a partition; an empty one when it is missing, damaged, or older than the
  /// log; null when not even that can be had now, with the disk full for example.
  ///
  /// @param nowMs the time now, milliseconds since 1970 UTC
  @Nullable RocksIndexStore open(TopicPartition partition, LogBounds bounds, long nowMs) {
    try {
      RocksIndexStore store = indexes.open(partition.partition(), settings.log());
      boolean isUsable =
          store.position() >= bounds.beginning()
              && store.position() <= bounds.end()
              && nowMs - store.checkpointedAtMs() < settings.tombstoneRetention().toMillis();
      if (store.position() == 0 || isUsable) {
        return store;
      }
      store.close();
    } catch (DamagedIndexException e) {
      warn(partition, e, "index unusable");
    }
    return openEmpty(partition);
  }

  private @Nullable RocksIndexStore openEmpty(TopicPartition partition) {
    metrics.rebuilds.increment();
    try {
      indexes.wipe(partition.partition());
      return indexes.open(partition.partition(), settings.log());
    } catch (DamagedIndexException | UncheckedIOException e) {
      warn(partition, e, "no index can be made, the partition waits");
      return null;
    }
  }

  /// Puts a copy in the place of a partition's index, which must not be open. When that can't be
  /// done, there is an older one then, or none.
  void adopt(TopicPartition partition, Path copy) {
    try {
      indexes.adopt(partition.partition(), copy);
    } catch (UncheckedIOException e) {
      warn(partition, e, "fetched index unusable");
    }
  }

  /// Throws the index of a partition away; it must not be open.
  void wipe(TopicPartition partition) {
    indexes.wipe(partition.partition());
  }

  private static void warn(TopicPartition partition, RuntimeException cause, String what) {
    LOGGER
        .atWarn()
        .addKeyValue("partition", partition.partition())
        .addKeyValue("cause", cause.getMessage())
        .log(what);
  }
}
