package io.restante.streams.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.Topics;
import io.restante.streams.fanout.TaskBoard.Figures;
import io.restante.streams.fanout.rules.Committed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HousekeepingTest {
  private static final Duration SEGMENT = Duration.ofSeconds(15);
  private static final TopicPartition MESSAGES =
      new TopicPartition(Topics.GROUP_ENVELOPES.name(), 1);
  private static final TopicPartition MEMBERS = new TopicPartition(Topics.GROUP_MEMBERS.name(), 1);

  private final FakeCalls calls = new FakeCalls();
  private final TaskBoard board = new TaskBoard(0);
  private Instant now = Instant.parse("2026-11-22T12:00:00Z");
  private final Housekeeping housekeeping = new Housekeeping(calls, board, SEGMENT, () -> now);

  @BeforeEach
  void openTask() {
    board.show(1, new Figures(0, 0, 0, Long.MAX_VALUE, false));
  }

  /// Brokers as the housekeeping sees them.
  private final class FakeCalls implements BrokerCalls {
    private final Map<TopicPartition, Long> committed = new HashMap<>();
    private final Map<TopicPartition, Long> deleted = new HashMap<>();
    private final List<Long> tickers = new ArrayList<>();
    private long end;
    private long positions;
    private boolean isAway;

    @Override
    public Map<TopicPartition, Long> committed() {
      requireThere();
      return Map.copyOf(committed);
    }

    @Override
    public long end(TopicPartition place) {
      requireThere();
      assertThat(place.topic()).isEqualTo(Topics.POSITIONS.name());
      return positions;
    }

    @Override
    public void deleteBefore(Map<TopicPartition, Long> offsets) {
      requireThere();
      deleted.putAll(offsets);
    }

    @Override
    public Ticked tick(int partition) {
      requireThere();
      assertThat(partition).isEqualTo(MESSAGES.partition());
      tickers.add(end);
      return new Ticked(end++, now.toEpochMilli());
    }

    /// Messages come, are fanned out, and that is committed.
    private void fanOut(long upTo) {
      end = upTo;
      committed.put(MESSAGES, upTo);
    }

    private void requireThere() {
      if (isAway) {
        throw new KafkaException("Kafka does not answer");
      }
    }
  }

  private void round() {
    housekeeping.round(List.of(1));
  }

  private void later(Duration time) {
    now = now.plus(time);
    round();
  }

  @Test
  void whatIsCommittedIsDeletedAndTheTaskIsTold() {
    calls.fanOut(40);
    calls.committed.put(MEMBERS, 7L);
    round();
    assertThat(calls.deleted).containsExactly(Map.entry(MESSAGES, 40L));
    assertThat(board.committed(1)).isEqualTo(new Committed(7, 40));
    assertThat(housekeeping.read(1)).isEqualTo(new Committed(7, 40));
  }

  @Test
  void nothingIsDeletedFromTheFirstMessageOnThatWaits() {
    calls.fanOut(40);
    board.show(1, new Figures(1, 0, 0, 12, false));
    round();
    assertThat(calls.deleted).containsExactly(Map.entry(MESSAGES, 12L));
    assertThat(board.committed(1).messages()).isEqualTo(40);
  }

  @Test
  void nothingIsDeletedBeforeTheTaskHasSaidWhatWaits() {
    calls.fanOut(40);
    board.closed(1);
    round();
    assertThat(calls.deleted).isEmpty();
  }

  @Test
  void aTaskThatWaitsForAnInputGetsATickerEachSegmentsTime() {
    calls.end = 40;
    board.show(1, new Figures(0, 0, 0, 40, true));
    round();
    later(SEGMENT);
    assertThat(calls.tickers).containsExactly(40L);
    later(SEGMENT.minusMillis(1));
    assertThat(calls.tickers).hasSize(1);
    later(Duration.ofMillis(1));
    assertThat(calls.tickers).hasSize(2);
    board.show(1, new Figures(0, 0, 0, Long.MAX_VALUE, false));
    round();
    later(SEGMENT.multipliedBy(3));
    assertThat(calls.tickers).as("it has nothing to wait for").hasSize(2);
  }

  @Test
  void whatOthersServeIsLeftToThem() {
    calls.fanOut(40);
    housekeeping.round(List.of(0, 2));
    assertThat(calls.deleted).isEmpty();
    assertThat(board.committed(1)).isEqualTo(Committed.NOTHING);
  }

  @Test
  void whereNothingIsCommittedNothingIsDeleted() {
    round();
    assertThat(calls.deleted).isEmpty();
    assertThat(housekeeping.failures.sum()).isZero();
  }

  @Test
  void aQuietPartitionGetsATickerAfterASegmentsTimeAndOneThatMakesItCertain() {
    calls.fanOut(40);
    round();
    later(SEGMENT.minusMillis(1));
    assertThat(calls.tickers).isEmpty();
    later(Duration.ofMillis(1));
    assertThat(calls.tickers).containsExactly(40L);
    // The fan-out takes tickers too.
    calls.committed.put(MESSAGES, 41L);
    later(Duration.ofMillis(1));
    later(SEGMENT);
    assertThat(calls.tickers).containsExactly(40L, 41L);
    calls.committed.put(MESSAGES, 42L);
    round();
    later(SEGMENT.multipliedBy(3));
    assertThat(calls.tickers).hasSize(2);
    assertThat(calls.deleted).containsEntry(MESSAGES, 42L);
    calls.fanOut(43);
    round();
    later(SEGMENT);
    assertThat(calls.tickers).containsExactly(40L, 41L, 43L);
  }

  @Test
  void whatIsKnownOfAPartitionIsForgottenWhenItGoesElsewhere() {
    calls.fanOut(40);
    board.show(1, new Figures(0, 0, 0, 40, true));
    round();
    housekeeping.round(List.of());
    later(SEGMENT);
    assertThat(calls.tickers).isEmpty();
    later(SEGMENT);
    assertThat(calls.tickers).isNotEmpty();
  }

  @Test
  void theDirectoryIsAliveWhileItsPositionMoves() {
    round();
    assertThat(board.isDirectoryAlive()).as("nothing to compare with").isFalse();
    calls.positions = 1;
    later(Duration.ofSeconds(2));
    assertThat(board.isDirectoryAlive()).isTrue();
    later(Duration.ofSeconds(10));
    assertThat(board.isDirectoryAlive()).isTrue();
    later(Duration.ofMillis(1));
    assertThat(board.isDirectoryAlive()).isFalse();
  }

  @Test
  void aRoundThatFailsIsCountedAndDoneTheNextTime() {
    calls.fanOut(40);
    calls.isAway = true;
    round();
    assertThat(housekeeping.failures.sum()).isEqualTo(1);
    assertThat(calls.deleted).isEmpty();
    calls.isAway = false;
    round();
    assertThat(calls.deleted).containsEntry(MESSAGES, 40L);
    assertThat(housekeeping.failures.sum()).isEqualTo(1);
  }
}
