package io.restante.it.bench;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// How many bytes are appended to topics while it is open: batches as they lie on one broker's
/// disk, read from the end at once, before anything of them is compacted. Reads on a thread of its
/// own.
final class LogMeter implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final String METRIC = "bytes-consumed-total";

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final CompletableFuture<Void> reading;
  private volatile boolean isOver;
  private volatile long bytes;

  LogMeter(String bootstrapServers, Collection<String> topics) {
    this.consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers, "fetch.max.bytes", 8 << 20),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> all =
        topics.stream()
            .flatMap(topic -> consumer.partitionsFor(topic).stream())
            .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
            .toList();
    consumer.assign(all);
    consumer.seekToEnd(all);
    all.forEach(consumer::position);
    this.reading =
        CompletableFuture.runAsync(
            this::read, task -> Thread.ofPlatform().daemon().name("log-meter").start(task));
  }

  /// Returns how many bytes were appended, once nothing more comes.
  long bytes() {
    long before = -1;
    while (before != bytes) {
      before = bytes;
      LockSupport.parkNanos(POLL.multipliedBy(5).toNanos());
    }
    return before;
  }

  @Override
  public void close() {
    isOver = true;
    reading.join();
    consumer.close();
  }

  private void read() {
    while (!isOver) {
      var _ = consumer.poll(POLL);
      bytes = consumed();
    }
  }

  private long consumed() {
    return consumer.metrics().entrySet().stream()
        .filter(it -> it.getKey().name().equals(METRIC) && it.getKey().tags().size() == 1)
        .mapToLong(it -> ((Double) it.getValue().metricValue()).longValue())
        .sum();
  }
}
