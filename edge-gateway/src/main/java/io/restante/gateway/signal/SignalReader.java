package io.restante.gateway.signal;

import io.restante.contract.Topics;
import io.restante.contract.UserId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the tails of the partitions that this node owns, and tells the devices that are connected.
///
/// One thread of its own. It looks every [#LOOK] whose partitions the node has, and reads a new one
/// from its end: what was appended before, or while nobody owned it, is gone. Nothing is committed.
final class SignalReader implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(SignalReader.class);
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final int partitions;
  private final IntPredicate owned;
  private final ConnectedDevices devices;
  private final InstantSource clock;
  private final SignalMetrics metrics;
  private final Consumer<byte[], byte[]> consumer;
  private final Thread thread;
  private List<TopicPartition> assigned = List.of(); // owned by the thread
  private long lookedAtNanos; // owned by the thread
  private volatile boolean stopping;

  /// The topic, and who reads it.
  ///
  /// @param node this node's name
  /// @param partitions how many partitions the topic has
  record Facts(String bootstrapServers, String node, int partitions) {}

  /// Creates a reader; [#start] begins it.
  ///
  /// @param owned whether this node has a partition now
  SignalReader(
      Facts facts,
      IntPredicate owned,
      ConnectedDevices devices,
      InstantSource clock,
      SignalMetrics metrics) {
    this(consumer(facts), facts.partitions(), owned, devices, clock, metrics);
  }

  /// Creates a reader over a consumer that begins at the end of what it is assigned.
  ///
  /// @param consumer closed by this
  SignalReader(
      Consumer<byte[], byte[]> consumer,
      int partitions,
      IntPredicate owned,
      ConnectedDevices devices,
      InstantSource clock,
      SignalMetrics metrics) {
    this.consumer = consumer;
    this.partitions = partitions;
    this.owned = owned;
    this.devices = devices;
    this.clock = clock;
    this.metrics = metrics;
    this.thread = Thread.ofPlatform().name("signals").unstarted(this::run);
  }

  private static Consumer<byte[], byte[]> consumer(Facts facts) {
    return new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers",
            facts.bootstrapServers(),
            "client.id",
            facts.node() + "-signals",
            "enable.auto.commit",
            false,
            "auto.offset.reset",
            "latest",
            "request.timeout.ms",
            10_000,
            "enable.metrics.push",
            false),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  void start() {
    thread.start();
  }

  private void run() {
    try (consumer) {
      while (!stopping) {
        try {
          look();
          read();
        } catch (WakeupException e) {
          // To stop.
        } catch (KafkaException e) {
          LOGGER.atWarn().setCause(e).log("signals are not read, to be tried again");
          LockSupport.parkNanos(RETRY.toNanos());
        }
      }
    }
  }

  /// Follows what this node owns. A partition that stays keeps its position.
  private void look() {
    long nowNanos = System.nanoTime();
    if (!assigned.isEmpty() && nowNanos - lookedAtNanos < LOOK.toNanos()) {
      return;
    }
    lookedAtNanos = nowNanos;
    List<TopicPartition> present =
        IntStream.range(0, partitions)
            .filter(owned)
            .mapToObj(partition -> new TopicPartition(Topics.SIGNALS.name(), partition))
            .toList();
    if (!present.equals(assigned)) {
      consumer.assign(present);
      assigned = present;
    }
  }

  private void read() {
    if (assigned.isEmpty()) {
      LockSupport.parkNanos(LOOK.toNanos());
      return;
    }
    for (ConsumerRecord<byte[], byte[]> signal : consumer.poll(LOOK)) {
      take(signal);
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> signal) {
    metrics.read.increment();
    UserId recipient = SignalRules.recipient(signal.key(), signal.value());
    if (recipient == null) {
      metrics.unreadable.increment();
      return;
    }
    if (SignalRules.isStale(signal.timestamp(), clock.millis())) {
      metrics.stale.increment();
      return;
    }
    boolean isHere = devices.signal(recipient, ByteBuffer.wrap(signal.value()));
    (isHere ? metrics.told : metrics.away).increment();
  }

  @Override
  public void close() {
    stopping = true;
    consumer.wakeup();
    LockSupport.unpark(thread);
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
