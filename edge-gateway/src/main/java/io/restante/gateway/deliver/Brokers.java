package io.restante.gateway.deliver;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;

/// Asks the brokers where partitions begin and end, in bounded time: a partition may have no leader
/// for a while, and the others must not wait for it. Owned by a lane's thread.
final class Brokers {
  private static final Duration TOGETHER = Duration.ofSeconds(2);
  private static final Duration ALONE = Duration.ofMillis(200);
  private static final int ALONE_MAX = 4;

  private final Consumer<?, ?> consumer;

  Brokers(Consumer<?, ?> consumer) {
    this.consumer = consumer;
  }

  /// Returns the bounds of those partitions that a broker answers for. When one keeps all from
  /// being answered, the first few are asked for one by one; the others are left out, too.
  Map<TopicPartition, LogBounds> bounds(Collection<TopicPartition> partitions) {
    Map<TopicPartition, LogBounds> known = new HashMap<>();
    if (ask(partitions, TOGETHER, known) || partitions.size() == 1) {
      return known;
    }
    partitions.stream().limit(ALONE_MAX).forEach(one -> ask(List.of(one), ALONE, known));
    return known;
  }

  private boolean ask(
      Collection<TopicPartition> partitions, Duration most, Map<TopicPartition, LogBounds> known) {
    try {
      Map<TopicPartition, Long> ends = Undisturbed.ask(() -> consumer.endOffsets(partitions, most));
      Map<TopicPartition, Long> beginnings =
          Undisturbed.ask(() -> consumer.beginningOffsets(partitions, most));
      ends.forEach(
          (partition, end) ->
              known.put(partition, new LogBounds(beginnings.getOrDefault(partition, 0L), end)));
      return true;
    } catch (RetriableException e) {
      return false;
    }
  }

  /// Returns the offset that the consumer reads next; nothing when that can't be said now.
  OptionalLong position(TopicPartition partition) {
    try {
      return OptionalLong.of(Undisturbed.ask(() -> consumer.position(partition, ALONE)));
    } catch (RetriableException e) {
      return OptionalLong.empty();
    }
  }
}
