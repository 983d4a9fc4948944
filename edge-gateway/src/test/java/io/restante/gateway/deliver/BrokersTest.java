package io.restante.gateway.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.internals.AutoOffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

final class BrokersTest {
  private static final TopicPartition LED = new TopicPartition("t", 0);
  private static final TopicPartition LEADERLESS = new TopicPartition("t", 1);

  private final Brokers brokers = new Brokers(new Cluster());

  @Test
  void partitionWithoutALeaderKeepsNoOtherFromBeingTakenOver() {
    assertThat(brokers.bounds(List.of(LEADERLESS, LED)))
        .isEqualTo(Map.of(LED, new LogBounds(3, 7)));
  }

  @Test
  void partitionWithoutALeaderIsLeftOutAndNothingIsThrown() {
    assertThat(brokers.bounds(List.of(LEADERLESS))).isEmpty();
  }

  @Test
  void positionThatCannotBeSaidIsNothing() {
    assertThat(brokers.position(LEADERLESS)).isEmpty();
  }

  /// Brokers of which none leads one partition.
  private static final class Cluster extends MockConsumer<ByteBuffer, ByteBuffer> {
    Cluster() {
      super(AutoOffsetResetStrategy.EARLIEST.name());
    }

    @Override
    public synchronized Map<TopicPartition, Long> endOffsets(
        Collection<TopicPartition> partitions, Duration most) {
      return answer(partitions, 7);
    }

    @Override
    public synchronized Map<TopicPartition, Long> beginningOffsets(
        Collection<TopicPartition> partitions, Duration most) {
      return answer(partitions, 3);
    }

    @Override
    public synchronized long position(TopicPartition partition, Duration most) {
      throw new TimeoutException("no leader");
    }

    private static Map<TopicPartition, Long> answer(
        Collection<TopicPartition> partitions, long offset) {
      if (partitions.contains(LEADERLESS)) {
        throw new TimeoutException("no leader");
      }
      return partitions.stream().collect(Collectors.toMap(one -> one, _ -> offset));
    }
  }
}
