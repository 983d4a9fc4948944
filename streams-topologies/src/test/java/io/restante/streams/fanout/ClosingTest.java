package io.restante.streams.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Lets partitions live by chance, served by processes that come, go and are restarted, on brokers
/// whose clocks differ, and looks at what is left in the segment that is never deleted.
/// `-Drestante.seed=N` plays one life again.
class ClosingTest {
  private static final Duration SEGMENT = Duration.ofSeconds(1);
  private static final int LIVES = 500;
  private static final int STEPS = 400;
  private static final int PROCESSES = 2;

  static Stream<Long> seeds() {
    Long one = Long.getLong("restante.seed");
    return one == null ? Stream.iterate(1L, it -> it + 1).limit(LIVES) : Stream.of(one);
  }

  /// A partition as the broker keeps it.
  private static final class Partition implements BrokerCalls {
    private static final TopicPartition PLACE = new TopicPartition("messaging.group-envelopes", 0);

    private long nowMs = Instant.parse("2026-11-23T12:00:00Z").toEpochMilli();
    private long skewMs;
    private long end;
    private long done;
    private long segmentFrom;
    private long segmentMs = Long.MAX_VALUE;
    private final List<Long> tickers = new ArrayList<>();

    private Ticked append() {
      long ms = nowMs + skewMs;
      if (segmentMs == Long.MAX_VALUE || ms - segmentMs > SEGMENT.toMillis()) {
        segmentFrom = end;
        segmentMs = ms;
      }
      return new Ticked(end++, ms);
    }

    @Override
    public Map<TopicPartition, Long> committed() {
      return Map.of(PLACE, done);
    }

    @Override
    public long end(TopicPartition place) {
      return 0;
    }

    @Override
    public void deleteBefore(Map<TopicPartition, Long> offsets) {}

    @Override
    public Ticked tick(int partition) {
      Ticked ticker = append();
      tickers.add(ticker.offset());
      done = end;
      return ticker;
    }

    /// Returns how many messages stand in the segment that the broker would append to.
    private long left() {
      return end - segmentFrom - tickers.stream().filter(offset -> offset >= segmentFrom).count();
    }
  }

  /// A process of the topologies that may have the partition.
  private static final class Server {
    private final Partition partition;
    private TaskBoard board = new TaskBoard(0);
    private Housekeeping housekeeping;

    Server(Partition partition) {
      this.partition = partition;
      this.housekeeping = housekeeping();
    }

    private Housekeeping housekeeping() {
      return new Housekeeping(
          partition, board, SEGMENT, () -> Instant.ofEpochMilli(partition.nowMs));
    }

    private void restart() {
      board = new TaskBoard(0);
      housekeeping = housekeeping();
    }

    private void round(boolean isOwner, boolean isWaiting) {
      if (isOwner) {
        board.show(0, new TaskBoard.Figures(0, 0, 0, Long.MAX_VALUE, isWaiting));
      }
      housekeeping.round(isOwner ? List.of(0) : List.of());
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void nothingStaysInASegmentThatIsNeverDeleted(long seed) {
    Random random = new Random(seed);
    Partition partition = new Partition();
    List<Server> processes = Stream.generate(() -> new Server(partition)).limit(PROCESSES).toList();
    int owner = 0;
    for (int step = 0; step < STEPS; step++) {
      partition.nowMs += random.nextInt(1 + random.nextInt(400));
      int chance = random.nextInt(100);
      if (chance < 10) {
        partition.append();
      } else if (chance < 12) {
        owner = random.nextInt(PROCESSES);
      } else if (chance < 14) {
        processes.get(random.nextInt(PROCESSES)).restart();
      } else if (chance < 15) {
        partition.skewMs = random.nextInt(200) - 100L;
      }
      if (random.nextInt(4) > 0) {
        partition.done = partition.end;
      }
      round(processes, owner, random.nextInt(20) == 0);
    }
    partition.done = partition.end;
    long tickers = partition.tickers.size();
    // The clocks' difference, and a round's time, may make a third necessary.
    for (long ms = 0; ms < 4 * SEGMENT.toMillis(); ms += 100) {
      partition.nowMs += 100;
      round(processes, owner, false);
    }
    assertThat(partition.left()).isZero();
    assertThat(partition.tickers.size() - tickers).isLessThanOrEqualTo(3);
  }

  private static void round(List<Server> processes, int owner, boolean isWaiting) {
    for (int i = 0; i < processes.size(); i++) {
      processes.get(i).round(i == owner, isWaiting && i == owner);
    }
  }

  @Test
  void aPartitionThatIsQuietGetsTwoTickersAndNoMore() {
    Partition partition = new Partition();
    Server process = new Server(partition);
    partition.append();
    partition.done = partition.end;
    for (int round = 0; round < 100; round++) {
      partition.nowMs += 100;
      process.round(true, false);
    }
    assertThat(partition.tickers).containsExactly(1L, 2L);
    assertThat(partition.left()).isZero();
  }
}
