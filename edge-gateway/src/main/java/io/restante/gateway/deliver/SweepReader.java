package io.restante.gateway.deliver;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads chunks of the log for a lane's sweeps, on a thread of its own.
///
/// Each partition has at most one request outstanding, so the queue is bounded by the lane's
/// partitions. While the lane works on a chunk, the consumer already fetches what follows it; a
/// sweep that reads on finds it there. Memory: two fetches of 4 MiB for each partition being swept.
final class SweepReader implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(SweepReader.class);
  private static final int FETCH_BYTES = 4 << 20;
  private static final int RECORDS_AT_ONCE = 16 << 10;
  private static final Duration POLL = Duration.ofMillis(50);
  private static final long REST_MS = 1_000;

  /// A chunk that a lane wants.
  ///
  /// @param generation comes back with the chunk
  record Request(TopicPartition partition, long generation, long from) {}

  private final KafkaConsumer<ByteBuffer, ByteBuffer> consumer;
  private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
  private final Consumer<LaneEvent.ChunkRead> done;
  private final Map<TopicPartition, Long> positions = new HashMap<>();
  private final Thread thread;
  private volatile boolean stopping;

  SweepReader(String name, String bootstrapServers, Consumer<LaneEvent.ChunkRead> done) {
    this.done = done;
    this.consumer =
        new KafkaConsumer<>(
            settings(bootstrapServers), new ByteBufferDeserializer(), new ByteBufferDeserializer());
    this.thread = Thread.ofPlatform().name(name).unstarted(this::run);
  }

  private static Map<String, Object> settings(String bootstrapServers) {
    return Map.of(
        "bootstrap.servers",
        bootstrapServers,
        "enable.auto.commit",
        false,
        "auto.offset.reset",
        "earliest",
        "max.partition.fetch.bytes",
        FETCH_BYTES,
        "fetch.max.bytes",
        FETCH_BYTES,
        "max.poll.records",
        RECORDS_AT_ONCE,
        "receive.buffer.bytes",
        1 << 20,
        "check.crcs",
        false,
        "enable.metrics.push",
        false);
  }

  void start() {
    thread.start();
  }

  /// Asks for a chunk. Thread-safe.
  void request(Request request) {
    requests.add(request);
  }

  private void run() {
    try (consumer) {
      while (!stopping) {
        Request request = requests.poll(REST_MS, TimeUnit.MILLISECONDS);
        if (request == null) {
          rest();
        } else {
          read(request);
        }
      }
    } catch (InterruptedException | InterruptException e) {
      if (!stopping) {
        throw new IllegalStateException("sweep reader interrupted", e);
      }
    }
  }

  /// Lets prefetched chunks go, since nobody sweeps.
  private void rest() {
    if (!positions.isEmpty()) {
      positions.clear();
      consumer.unsubscribe();
    }
  }

  private void read(Request request) throws InterruptedException {
    boolean answered = false;
    while (!answered && !stopping) {
      try {
        answered = tryToRead(request);
      } catch (KafkaException e) {
        if (stopping) {
          return;
        }
        LOGGER.atWarn().addKeyValue("cause", e.getClass().getSimpleName()).log("sweep read failed");
        positions.clear();
        consumer.unsubscribe();
        TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
      }
    }
  }

  private boolean tryToRead(Request request) {
    TopicPartition partition = request.partition();
    assign(partition);
    if (positions.getOrDefault(partition, -1L) != request.from()) {
      consumer.seek(partition, request.from());
    }
    Set<TopicPartition> others = new HashSet<>(consumer.assignment());
    others.remove(partition);
    consumer.pause(others);
    consumer.resume(Set.of(partition));
    List<ConsumerRecord<ByteBuffer, ByteBuffer>> fetched = consumer.poll(POLL).records(partition);
    long position = consumer.position(partition);
    positions.put(partition, position);
    if (fetched.isEmpty() && position <= request.from() && isBeforeEnd(partition, position)) {
      return false;
    }
    long end = Math.max(position, request.from() + (fetched.isEmpty() ? 1 : 0));
    done.accept(
        new LaneEvent.ChunkRead(
            partition.partition(), request.generation(), LogRecords.chunk(fetched), end));
    return true;
  }

  private boolean isBeforeEnd(TopicPartition partition, long position) {
    return consumer.endOffsets(Set.of(partition)).getOrDefault(partition, 0L) > position;
  }

  private void assign(TopicPartition partition) {
    if (!consumer.assignment().contains(partition)) {
      Set<TopicPartition> wanted = new HashSet<>(consumer.assignment());
      wanted.add(partition);
      consumer.assign(wanted);
    }
  }

  @Override
  public void close() {
    stopping = true;
    thread.interrupt();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
