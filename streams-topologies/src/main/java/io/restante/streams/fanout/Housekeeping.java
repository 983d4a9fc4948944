package io.restante.streams.fanout;

import io.restante.contract.Topics;
import io.restante.streams.fanout.rules.Committed;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deletes from `messaging.group-envelopes` what the fan-out is done with, closes segments that
/// would stay open, and tells the tasks what is committed. [#round] runs on one thread.
///
/// Deleted is what is committed, up to the first message that still waits. The broker takes whole
/// segments off the disk, so a partition that goes quiet gets a ticker, once, after a segment's
/// time.
final class Housekeeping implements CommitReader {
  private static final Logger LOGGER = LoggerFactory.getLogger(Housekeeping.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration PULSE = Duration.ofSeconds(10);
  private static final byte[] TICKER_KEY = new byte[16];

  private final Admin admin;
  private final Producer<byte[], byte[]> producer;
  private final TaskBoard board;
  private final Duration segment;
  private final InstantSource clock;
  private final Map<Integer, Quiet> quiet = new HashMap<>();
  private long directoryEnd = -1;
  private long beatMs = Long.MIN_VALUE;

  /// Times that a round came to no end.
  final LongAdder failures = new LongAdder();

  Housekeeping(
      Admin admin,
      Producer<byte[], byte[]> producer,
      TaskBoard board,
      Duration segment,
      InstantSource clock) {
    this.admin = admin;
    this.producer = producer;
    this.board = board;
    this.segment = segment;
    this.clock = clock;
  }

  /// What is in the last segment of a partition.
  ///
  /// @param upTo all before is deleted, and its segment closed, or about to be
  /// @param sinceMs since when there is something to be closed; the highest number when there is
  ///   nothing
  private record Quiet(long upTo, long sinceMs) {}

  @Override
  public Committed read(int partition) {
    Map<TopicPartition, Long> offsets = committed(List.of(partition));
    return committed(offsets, partition);
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

  private Map<TopicPartition, Long> committed(Collection<Integer> partitions) {
    Map<TopicPartition, OffsetAndMetadata> found =
        await(
            admin
                .listConsumerGroupOffsets(FanOutTopology.APPLICATION)
                .partitionsToOffsetAndMetadata());
    Map<TopicPartition, Long> offsets = new HashMap<>();
    partitions.stream()
        .flatMap(partition -> Stream.of(members(partition), messages(partition)))
        .forEach(
            place -> {
              OffsetAndMetadata offset = found.get(place);
              if (offset != null) {
                offsets.put(place, offset.offset());
              }
            });
    return offsets;
  }

  /// Does it once; what fails is done the next time.
  ///
  /// @param partitions those of the tasks that run here
  void round(Collection<Integer> partitions) {
    try {
      feelPulse();
      Map<TopicPartition, Long> offsets = committed(partitions);
      Map<TopicPartition, RecordsToDelete> done = new HashMap<>();
      for (int partition : partitions) {
        Committed committed = committed(offsets, partition);
        long upTo = Math.min(committed.messages(), board.figures(partition).lowestKept());
        if (upTo > 0) {
          done.put(messages(partition), RecordsToDelete.beforeOffset(upTo));
          close(partition, upTo);
        }
        board.commit(partition, committed);
      }
      if (!done.isEmpty()) {
        await(admin.deleteRecords(done).all());
      }
    } catch (KafkaException e) {
      failures.increment();
      LOGGER
          .atWarn()
          .addKeyValue("cause", e.toString())
          .log("what is done with can't be deleted yet");
    }
  }

  /// A ticker is done with too, and is no reason for another.
  private void close(int partition, long upTo) {
    long nowMs = clock.millis();
    Quiet before = quiet.getOrDefault(partition, new Quiet(0, Long.MAX_VALUE));
    if (upTo <= before.upTo()) {
      return;
    }
    if (before.sinceMs() == Long.MAX_VALUE) {
      quiet.put(partition, new Quiet(before.upTo(), nowMs));
    } else if (nowMs - before.sinceMs() >= segment.toMillis()) {
      ProducerRecord<byte[], byte[]> ticker =
          new ProducerRecord<>(Topics.GROUP_ENVELOPES.name(), partition, TICKER_KEY, null);
      long offset = await(producer.send(ticker)).offset();
      quiet.put(partition, new Quiet(offset + 1, Long.MAX_VALUE));
    }
  }

  /// The connector writes its position with every heartbeat, so it lives when there is a newer one.
  private void feelPulse() {
    TopicPartition position = new TopicPartition(Topics.POSITIONS.name(), 0);
    long end =
        await(admin.listOffsets(Map.of(position, OffsetSpec.latest())).partitionResult(position))
            .offset();
    if (directoryEnd >= 0 && end > directoryEnd) {
      beatMs = clock.millis();
    }
    directoryEnd = end;
    board.directoryAlive(clock.millis() - PULSE.toMillis() <= beatMs);
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new KafkaException("Kafka does not answer", e);
    }
  }

  private static <T> T await(KafkaFuture<T> future) {
    return await(future.toCompletionStage().toCompletableFuture());
  }
}
