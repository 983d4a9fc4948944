package io.restante.connectors.lastseen;

import io.restante.contract.ContractException;
import io.restante.contract.DirectoryKeys;
import io.restante.contract.Topics;
import io.restante.contract.UserId;
import io.restante.presence.Status;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads `presence.status` as consumer group [#GROUP] and keeps when users were last there. Any
/// number of them share the partitions. Single-use: [#start], then [#close].
///
/// One thread of its own. While the store is away it tries again every second and reads on until
/// [#WAITING_MAX] users wait; then the topic waits. What may not have been written is read again
/// after a restart.
public final class LastSeenConnector implements AutoCloseable {
  /// The consumer group.
  public static final String GROUP = "connector-last-seen";

  private static final Logger LOGGER = LoggerFactory.getLogger(LastSeenConnector.class);
  private static final String TOPIC = Topics.STATUS.name();
  private static final int WAITING_MAX = 100_000;
  private static final int WRITES_AT_ONCE = 256;
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration COMMIT = Duration.ofSeconds(5);
  private static final Duration WRITE_MAX = Duration.ofSeconds(10);

  private final Supplier<LastSeenStore> opening;
  private final InstantSource clock;
  private final LastSeenCounts counts = new LastSeenCounts();
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final LastSeenPlan plan = new LastSeenPlan(WAITING_MAX);
  private final Thread thread;
  private long committedMs; // owned by the thread
  private boolean isPaused; // owned by the thread
  private volatile boolean stopping;

  /// Creates one on a store that need not be there yet.
  public static LastSeenConnector on(String kafka, StoreSettings settings, InstantSource clock) {
    return new LastSeenConnector(kafka, () -> ScyllaLastSeen.open(settings), clock);
  }

  /// Creates one.
  ///
  /// @param kafka the brokers to begin with
  /// @param opening connects to the store; throws when it is not there
  LastSeenConnector(String kafka, Supplier<LastSeenStore> opening, InstantSource clock) {
    this.opening = opening;
    this.clock = clock;
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                kafka,
                "group.id",
                GROUP,
                "client.id",
                GROUP,
                "enable.auto.commit",
                false,
                "auto.offset.reset",
                "earliest",
                "enable.metrics.push",
                false),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    this.thread = Thread.ofPlatform().name("last-seen").unstarted(this::run);
  }

  /// Begins.
  public void start() {
    thread.start();
  }

  /// Returns the counters.
  public LastSeenCounts counts() {
    return counts;
  }

  private void run() {
    try (consumer) {
      consumer.subscribe(List.of(TOPIC), new Moves());
      while (!stopping) {
        try (LastSeenStore store = opening.get()) {
          counts.connected = true;
          follow(store);
        } catch (WakeupException e) {
          // To stop.
        } catch (RuntimeException e) {
          // The driver's and Kafka's failures; whatever it is, the next attempt may do.
          LOGGER
              .atWarn()
              .addKeyValue("cause", e.toString())
              .log("last seen is not kept, again soon");
          counts.failures.increment();
          LockSupport.parkNanos(RETRY.toNanos());
        } finally {
          counts.connected = false;
        }
      }
      commit();
    } catch (KafkaException e) {
      LOGGER.atWarn().setCause(e).log("last seen: not committed, some is written again");
    }
  }

  private void follow(LastSeenStore store) {
    while (!stopping) {
      pace();
      for (ConsumerRecord<byte[], byte[]> read : consumer.poll(POLL)) {
        take(read);
      }
      long nowMs = clock.millis();
      plan.onTick(nowMs);
      write(store, nowMs);
      counts.waiting = plan.size();
      if (nowMs - committedMs >= COMMIT.toMillis()) {
        commit();
      }
    }
  }

  private void pace() {
    if (plan.isFull() != isPaused) {
      isPaused = !isPaused;
    }
    if (isPaused) {
      consumer.pause(consumer.assignment());
    } else if (!consumer.paused().isEmpty()) {
      consumer.resume(consumer.paused());
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> read) {
    LastSeenPlan.Place place = new LastSeenPlan.Place(read.partition(), read.offset());
    counts.read.increment();
    try {
      UserId user =
          DirectoryKeys.userId(
              Topics.STATUS.keys().deserializer().deserialize(TOPIC, read.key()).getUser());
      @Nullable Status status =
          Topics.STATUS.values().deserializer().deserialize(TOPIC, read.value());
      if (status == null || !status.getIsOnline()) {
        Long seenMs = status == null ? null : (Long) status.getSince().toEpochMilli();
        plan.onLeft(place, user, seenMs, clock.millis());
        return;
      }
    } catch (ContractException | IllegalArgumentException e) {
      counts.unreadable.increment();
      LOGGER
          .atWarn()
          .addKeyValue("partition", read.partition())
          .addKeyValue("offset", read.offset())
          .log("status passed over");
    }
    plan.onPassed(place);
  }

  private void write(LastSeenStore store, long nowMs) {
    List<LastSeenPlan.Write> due = plan.due(WRITES_AT_ONCE, nowMs);
    Map<LastSeenPlan.Write, CompletableFuture<?>> under = new HashMap<>();
    for (LastSeenPlan.Write write : due) {
      Long seenMs = write.seenMs();
      under.put(
          write,
          (seenMs == null ? store.forget(write.user(), nowMs) : store.write(write.user(), seenMs))
              .toCompletableFuture());
    }
    under.forEach((write, future) -> await(write, future));
  }

  private void await(LastSeenPlan.Write write, CompletableFuture<?> future) {
    try {
      var _ = future.get(WRITE_MAX.toMillis(), TimeUnit.MILLISECONDS);
      plan.written(write, clock.millis());
      counts.written.increment();
    } catch (ExecutionException | TimeoutException e) {
      plan.failed(write, clock.millis());
      counts.failures.increment();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopping = true;
    }
  }

  private void commit() {
    committedMs = clock.millis();
    Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();
    plan.done()
        .forEach(
            (partition, offset) ->
                done.put(new TopicPartition(TOPIC, partition), new OffsetAndMetadata(offset)));
    if (!done.isEmpty()) {
      consumer.commitSync(done, WRITE_MAX);
    }
  }

  /// Partitions come and go.
  private final class Moves implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> assigned) {}

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
      try {
        commit();
      } finally {
        onPartitionsLost(revoked);
      }
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> lost) {
      lost.forEach(partition -> plan.lost(partition.partition()));
    }
  }

  /// Commits what is written, leaves the group, and lets go.
  @Override
  public void close() {
    stopping = true;
    consumer.wakeup();
    LockSupport.unpark(thread);
    try {
      if (thread.isAlive()) {
        thread.join(WRITE_MAX.plus(WRITE_MAX));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
