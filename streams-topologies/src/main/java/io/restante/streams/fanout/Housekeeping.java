package io.restante.streams.fanout;

import io.restante.contract.Topics;
import io.restante.streams.fanout.rules.Committed;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deletes from `messaging.group-envelopes` what the fan-out is done with, closes segments that
/// would stay open, and tells the tasks what is committed. [#round] runs on one thread.
///
/// Deleted is what is committed, up to the first message that still waits. The broker takes whole
/// segments off the disk, so a partition that goes quiet gets tickers ([Closing]). So does one
/// whose task waits for an input before it can let go of what it is done with. What is known of a
/// partition is forgotten when its task goes elsewhere, since others append to it then.
final class Housekeeping implements CommitReader {
  private static final Logger LOGGER = LoggerFactory.getLogger(Housekeeping.class);
  private static final Duration PULSE = Duration.ofSeconds(10);

  private final BrokerCalls calls;
  private final TaskBoard board;
  private final Duration segment;
  private final InstantSource clock;
  private final Map<Integer, Closing> closings = new HashMap<>();
  private final Map<Integer, Long> waitingSinceMs = new HashMap<>();
  private long directoryEnd = -1;
  private long beatMs = Long.MIN_VALUE;

  /// Times that a round came to no end.
  final LongAdder failures = new LongAdder();

  Housekeeping(BrokerCalls calls, TaskBoard board, Duration segment, InstantSource clock) {
    this.calls = calls;
    this.board = board;
    this.segment = segment;
    this.clock = clock;
  }

  @Override
  public Committed read(int partition) {
    return committed(calls.committed(), partition);
  }

  private static Committed committed(Map<TopicPartition, Long> offsets, int partition) {
    return new Committed(
        offsets.getOrDefault(members(partition), 0L),
        offsets.getOrDefault(messages(partition), 0L));
  }

  private static TopicPartition members(int partition) {
    return new TopicPartition(Topics.GROUP_MEMBERS.name(), partition);
  }

  private static TopicPartition messages(int partition) {
    return new TopicPartition(Topics.GROUP_ENVELOPES.name(), partition);
  }

  /// Does it once; what fails is done the next time.
  ///
  /// @param partitions those of the tasks that run here
  void round(Collection<Integer> partitions) {
    closings.keySet().retainAll(partitions);
    waitingSinceMs.keySet().retainAll(partitions);
    try {
      feelPulse();
      Map<TopicPartition, Long> offsets = calls.committed();
      Map<TopicPartition, Long> done = new HashMap<>();
      for (int partition : partitions) {
        Committed committed = committed(offsets, partition);
        long upTo = Math.min(committed.messages(), board.figures(partition).lowestKept());
        if (upTo > 0) {
          done.put(messages(partition), upTo);
          close(partition, upTo);
        }
        board.commit(partition, committed);
        feed(partition);
      }
      if (!done.isEmpty()) {
        calls.deleteBefore(done);
      }
    } catch (KafkaException e) {
      failures.increment();
      LOGGER
          .atWarn()
          .addKeyValue("cause", e.toString())
          .log("what is done with can't be deleted yet");
    }
  }

  private void close(int partition, long upTo) {
    if (closing(partition).isDue(upTo, clock.millis())) {
      tick(partition);
    }
  }

  private Closing closing(int partition) {
    return closings.computeIfAbsent(partition, _ -> new Closing(segment.toMillis()));
  }

  /// Gives a task the input that it has been waiting for.
  private void feed(int partition) {
    if (!board.figures(partition).isWaitingForInput()) {
      waitingSinceMs.remove(partition);
      return;
    }
    long nowMs = clock.millis();
    if (nowMs - waitingSinceMs.computeIfAbsent(partition, _ -> nowMs) >= segment.toMillis()) {
      tick(partition);
    }
  }

  private void tick(int partition) {
    closing(partition).ticked(calls.tick(partition));
    waitingSinceMs.replace(partition, clock.millis());
  }

  /// The connector writes its position with every heartbeat, so it lives when there is a newer one.
  private void feelPulse() {
    TopicPartition position = new TopicPartition(Topics.POSITIONS.name(), 0);
    long end = calls.end(position);
    if (directoryEnd >= 0 && end > directoryEnd) {
      beatMs = clock.millis();
    }
    directoryEnd = end;
    board.directoryAlive(clock.millis() - PULSE.toMillis() <= beatMs);
  }
}
