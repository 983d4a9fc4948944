package io.restante.streams.fanout;

import io.restante.contract.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/// The housekeeping's calls, to real brokers.
///
/// @param admin asks and deletes
/// @param producer appends
record KafkaCalls(Admin admin, Producer<byte[], byte[]> producer) implements BrokerCalls {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final byte[] TICKER_KEY = new byte[16];

  @Override
  public Map<TopicPartition, Long> committed() {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    await(
            admin
                .listConsumerGroupOffsets(FanOutTopology.APPLICATION)
                .partitionsToOffsetAndMetadata())
        .forEach(
            (place, offset) -> {
              if (offset != null) {
                offsets.put(place, offset.offset());
              }
            });
    return offsets;
  }

  @Override
  public long end(TopicPartition place) {
    return await(admin.listOffsets(Map.of(place, OffsetSpec.latest())).partitionResult(place))
        .offset();
  }

  @Override
  public void deleteBefore(Map<TopicPartition, Long> offsets) {
    Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
    offsets.forEach((place, offset) -> all.put(place, RecordsToDelete.beforeOffset(offset)));
    await(admin.deleteRecords(all).all());
  }

  @Override
  public Ticked tick(int partition) {
    RecordMetadata place =
        await(
            producer.send(
                new ProducerRecord<>(Topics.GROUP_ENVELOPES.name(), partition, TICKER_KEY, null)));
    return new Ticked(place.offset(), place.timestamp());
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
