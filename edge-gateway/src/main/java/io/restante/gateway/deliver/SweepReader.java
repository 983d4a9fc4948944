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
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads chunks of the log for a lane's sweeps, on a thread of its own.
///
/// A chunk says what the log holds and what it does not hold any more, and what a lane is told is
/// not there it forgets. So nothing is said of what lies beyond the end that a broker knows: what
/// was read ahead may be written a moment later, and a broker that was out of touch, or has just
/// come to lead, knows an older end than the lane. It is asked until it knows.
///
/// Each partition has at most one request outstanding, so the queue is bounded by the lane's
/// partitions; one that nobody can answer now waits behind the others. While the lane works on a
/// chunk, the next one is read ahead; a sweep that reads on finds it there. Memory: three fetches
/// of 4 MiB, and one more for each further partition being swept.
final class SweepReader implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(SweepReader.class);
  private static final int FETCH_BYTES = 4 << 20;
  private static final int RECORDS_AT_ONCE = 16 << 10;
  private static final int READ_AHEAD_RECORDS = 1 << 10;
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration READ_AHEAD_POLL = Duration.ofMillis(20);
  private static final long REST_MS = 1_000;

  /// What one poll has brought.
  private record Fetched(
      TopicPartition partition,
      long from,
      List<ConsumerRecord<ByteBuffer, ByteBuffer>> records,
      long end) {
    boolean answers(Request request) {
      return partition.equals(request.partition()) && from == request.from();
    }
  }

  /// A chunk that a lane wants.
  ///
  /// @param generation comes back with the chunk
  record Request(TopicPartition partition, long generation, long from) {}

  /// Told of each chunk, on the reader's thread.
  @FunctionalInterface
  interface Done {
    /// A chunk has been read.
    void onRead(LaneEvent.ChunkRead chunk);
  }

  private final Consumer<ByteBuffer, ByteBuffer> consumer;
  private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
  private final Done done;
  private final Map<TopicPartition, Long> positions = new HashMap<>();
  private final Thread thread;
  private @Nullable Fetched ahead;
  private volatile boolean stopping;

  SweepReader(String name, String bootstrapServers, Done done) {
    this(
        name,
        new KafkaConsumer<>(
            settings(bootstrapServers), new ByteBufferDeserializer(), new ByteBufferDeserializer()),
        done);
  }

  SweepReader(String name, Consumer<ByteBuffer, ByteBuffer> consumer, Done done) {
    this.done = done;
    this.consumer = consumer;
    this.thread = Thread.ofPlatform().name(name).unstarted(this::run);
  }

  private static Map<String, Object> settings(String bootstrapServers) {
    return Map.of(
        "bootstrap.servers",
        bootstrapServers,
        "enable.auto.commit",
        false,
        "auto.offset.reset",
        "none",
        "max.partition.fetch.bytes",
        FETCH_BYTES,
        "fetch.max.bytes",
        FETCH_BYTES,
        "max.poll.records",
        RECORDS_AT_ONCE,
        "receive.buffer.bytes",
        1 << 20,
        "request.timeout.ms",
        10_000,
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

  /// Lets chunks that were read ahead go, since nobody sweeps.
  private void rest() {
    ahead = null;
    if (!positions.isEmpty()) {
      positions.clear();
      consumer.unsubscribe();
    }
  }

  private void read(Request request) throws InterruptedException {
    Fetched fetched = ahead;
    ahead = null;
    if (fetched == null || !fetched.answers(request)) {
      fetched = tryToFetch(request.partition(), request.from(), POLL);
    }
    if (fetched == null) {
      requests.add(request);
      return;
    }
    done.onRead(
        new LaneEvent.ChunkRead(
            request.partition().partition(),
            request.generation(),
            LogRecords.chunk(fetched.records()),
            fetched.end()));
    if (requests.isEmpty() && fetched.records().size() >= READ_AHEAD_RECORDS) {
      ahead = tryToFetch(request.partition(), fetched.end(), READ_AHEAD_POLL);
    }
  }

  /// Fetches what follows an offset; null when nothing came in time, or nothing can be said of it.
  private @Nullable Fetched tryToFetch(TopicPartition partition, long from, Duration patience)
      throws InterruptedException {
    try {
      return fetch(partition, from, patience);
    } catch (KafkaException e) {
      if (!stopping) {
        LOGGER.atWarn().addKeyValue("cause", e.getClass().getSimpleName()).log("sweep read failed");
        positions.clear();
        consumer.unsubscribe();
        TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
      }
      return null;
    }
  }

  private @Nullable Fetched fetch(TopicPartition partition, long from, Duration patience) {
    assign(partition);
    if (positions.getOrDefault(partition, -1L) != from) {
      consumer.seek(partition, from);
    }
    Set<TopicPartition> others = new HashSet<>(consumer.assignment());
    others.remove(partition);
    consumer.pause(others);
    consumer.resume(Set.of(partition));
    try {
      List<ConsumerRecord<ByteBuffer, ByteBuffer>> records =
          consumer.poll(patience).records(partition);
      long position = consumer.position(partition);
      positions.put(partition, position);
      return position > from
          ? new Fetched(partition, from, records, position)
          : ofNothing(partition, from);
    } catch (OffsetOutOfRangeException e) {
      return ofNothing(partition, from);
    }
  }

  /// Says how far the log begins above an offset, or that it has never held anything; null when
  /// neither is so.
  private @Nullable Fetched ofNothing(TopicPartition partition, long from) {
    Set<TopicPartition> one = Set.of(partition);
    long beginning = consumer.beginningOffsets(one).getOrDefault(partition, 0L);
    if (from < beginning) {
      return new Fetched(partition, from, List.of(), beginning);
    }
    boolean isEmpty = consumer.endOffsets(one).getOrDefault(partition, 0L) == 0;
    return isEmpty ? new Fetched(partition, from, List.of(), from + 1) : null;
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
