package io.restante.gateway.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

final class WaitingTest {
  private static final TopicPartition FIRST = new TopicPartition("t", 0);
  private static final TopicPartition SECOND = new TopicPartition("t", 1);

  private final DeliverMetrics metrics = new DeliverMetrics();
  private final Waiting waiting = new Waiting(metrics);

  @Test
  void partitionIsTriedLessOftenAsLongAsNothingHelps() {
    waiting.add(FIRST);
    waiting.tried(false, 10_000);
    assertThat(waiting.due(11_999)).isEmpty();
    assertThat(waiting.due(12_000)).containsExactly(FIRST);
    waiting.tried(false, 12_000);
    waiting.tried(false, 12_000);
    assertThat(waiting.due(15_999)).isEmpty();
    assertThat(waiting.due(16_000)).containsExactly(FIRST);
    waiting.tried(true, 16_000);
    assertThat(waiting.due(17_000)).containsExactly(FIRST);
  }

  @Test
  void whoWasTriedLastIsTriedLastAgain() {
    waiting.add(FIRST);
    waiting.add(SECOND);
    waiting.add(FIRST);

    assertThat(waiting.due(10_000)).containsExactly(SECOND, FIRST);
  }

  @Test
  void operatorsSeeHowManyWait() {
    waiting.add(FIRST);
    waiting.add(FIRST);
    waiting.add(SECOND);
    assertThat(metrics.unservedPartitions()).isEqualTo(2);

    assertThat(waiting.remove(FIRST)).isTrue();
    assertThat(waiting.remove(FIRST)).isFalse();
    assertThat(metrics.unservedPartitions()).isEqualTo(1);
  }
}
