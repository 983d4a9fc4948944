package io.restante.it.bench;

import io.restante.contract.DeviceAddress;
import io.restante.contract.EnvelopeCodec;
import io.restante.contract.MessageId;
import io.restante.contract.Slot;
import io.restante.contract.SlotCodec;
import io.restante.contract.TopicSpec;
import io.restante.contract.Topics;
import io.restante.contract.UserId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// The bare log beside the gateway: records of the same shape, in a topic with the same settings,
/// from one producer (`acks=all`, `linger.ms=0`, idempotent) to one consumer that polls in a thread
/// of its own, on the same broker.
///
/// Latency counts from when a record was due, as the swarm's does. Owned by one thread; the
/// consumer's thread is its own.
final class KafkaReference implements AutoCloseable {
  private static final String TOPIC = "bench.kafka";
  private static final int CIPHERTEXT_BYTES = 256;

  /// Where the time a record was due stands in its key: the second half of the user id.
  private static final int DUE_IN_KEY = 8;

  private static final Duration POLL = Duration.ofMillis(100);
  private static final long HIGHEST_NANOS = 120_000_000_000L;
  private static final int UNPOLLED_MAX = 20_000;

  private final int partitions;
  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Thread poller;
  private final AtomicLong polled = new AtomicLong();
  private final byte[] ciphertext = new byte[CIPHERTEXT_BYTES];
  private final Random random;
  // Written and read by the poller; handed over by stretch and latencies being volatile.
  private volatile Stretch stretch = new Stretch(Long.MAX_VALUE, Long.MAX_VALUE, histogram());
  private volatile boolean isClosing;
  private volatile String firstFailure = "none failed";
  private long produced;

  /// What the poller measures: records due in `[fromNanos, untilNanos)`.
  private record Stretch(long fromNanos, long untilNanos, Histogram latencies) {}

  KafkaReference(String bootstrapServers, Random random) {
    this.random = random;
    random.nextBytes(ciphertext);
    this.partitions = createTopic(bootstrapServers);
    this.producer = producer(bootstrapServers);
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                10_000),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> all =
        IntStream.range(0, partitions).mapToObj(p -> new TopicPartition(TOPIC, p)).toList();
    consumer.assign(all);
    consumer.seekToBeginning(all);
    this.poller = Thread.ofPlatform().daemon().name("kafka-reference").start(this::poll);
  }

  /// Produces at a steady rate.
  ///
  /// @return the latencies of what was due after the warm-up, nanoseconds
  Histogram latencies(double perSecond, Duration warmUp, Duration measured)
      throws TimeoutException {
    long start = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20);
    long from = start + warmUp.toNanos();
    long until = from + measured.toNanos();
    Stretch measuring = new Stretch(from, until, histogram());
    stretch = measuring;
    double intervalNanos = 1e9 / perSecond;
    long count = (long) ((until - start) / intervalNanos);
    for (long i = 0; i < count; i++) {
      long due = start + (long) (i * intervalNanos);
      for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
        LockSupport.parkNanos(wait);
      }
      produce(due);
    }
    awaitPolled();
    return measuring.latencies();
  }

  /// Produces as fast as the log takes it, never more than 20,000 records ahead of the consumer.
  ///
  /// @return records polled in each second
  double flatOut(Duration duration) throws TimeoutException {
    long before = polled.get();
    long start = System.nanoTime();
    while (System.nanoTime() - start < duration.toNanos()) {
      produce(System.nanoTime());
      while (produced - polled.get() > UNPOLLED_MAX) {
        LockSupport.parkNanos(100_000);
      }
    }
    double perSecond = (polled.get() - before) * 1e9 / (System.nanoTime() - start);
    awaitPolled();
    return perSecond;
  }

  @Override
  public void close() {
    isClosing = true;
    try {
      poller.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close(Duration.ofSeconds(5));
  }

  private void produce(long due) {
    long number = ++produced;
    MessageId id = new MessageId(number, random.nextLong());
    DeviceAddress someone = new DeviceAddress(new UserId(number, due), 1);
    byte[] key = SlotCodec.encode(Slot.ofMessage(someone, id, (int) number));
    byte[] value =
        EnvelopeCodec.encodeMessage(id, someone, number, 0, 0, ByteBuffer.wrap(ciphertext));
    var _ =
        producer.send(
            new ProducerRecord<>(TOPIC, (int) (number % partitions), key, value),
            (_, failure) -> {
              if (failure != null) {
                firstFailure = failure.toString();
              }
            });
  }

  private void poll() {
    try (consumer) {
      while (!isClosing) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        long now = System.nanoTime();
        Stretch measuring = stretch;
        for (ConsumerRecord<byte[], byte[]> polledNow : records) {
          long due = ByteBuffer.wrap(polledNow.key()).getLong(DUE_IN_KEY);
          if (due - measuring.fromNanos() >= 0 && due - measuring.untilNanos() < 0) {
            measuring.latencies().recordValue(Math.clamp(now - due, 0, HIGHEST_NANOS));
          }
        }
        polled.addAndGet(records.count());
      }
    }
  }

  private void awaitPolled() throws TimeoutException {
    long deadline = System.nanoTime() + Lab.PATIENCE.toNanos();
    while (polled.get() < produced) {
      if (System.nanoTime() - deadline > 0) {
        throw new TimeoutException(
            "raw Kafka: " + polled + " of " + produced + " came back, " + firstFailure);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static KafkaProducer<byte[], byte[]> producer(String bootstrapServers) {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            true,
            ProducerConfig.LINGER_MS_CONFIG,
            0),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private static int createTopic(String bootstrapServers) {
    TopicSpec spec = TopicSpec.of(Topics.ENVELOPES, TopicSpec.Estate.LOCAL);
    try (Admin admin =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
      NewTopic topic =
          new NewTopic(TOPIC, spec.partitions(), (short) spec.replication()).configs(spec.config());
      admin.createTopics(List.of(topic)).all().get(30, TimeUnit.SECONDS);
      return spec.partitions();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while creating " + TOPIC, e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(TOPIC + " cannot be created", e);
    }
  }

  private static Histogram histogram() {
    return new Histogram(HIGHEST_NANOS, 3);
  }
}
