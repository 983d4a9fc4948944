package io.restante.gateway.deliver;

import io.restante.contract.ContractException;
import io.restante.contract.Topics;
import io.restante.gateway.index.RocksIndexStore;
import io.restante.gateway.mailbox.DeliveryCore;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;
import org.jctools.queues.MpscUnboundedArrayQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One thread, one member of the gateway's consumer group, and the partitions that the group gives
/// it.
///
/// The thread polls the log and hands each record to its partition's core, so that a record goes
/// from the fetch to the connection without another hop. Other threads leave [LaneEvent]s and wake
/// it when it should not wait. Owns everything but the inbox.
final class Lane implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Lane.class);
  private static final Duration POLL = Duration.ofMillis(5);
  private static final long TICK_MS = 5;
  private static final long OPEN_AGAIN_MS = 1_000;
  private static final int EVENTS_AT_ONCE = 4_096;

  private final String name;
  private final LaneSettings settings;
  private final LaneIndexes indexes;
  private final SteadyClock clock;
  private final OwnedPartition.Surroundings surroundings;
  private final Ownership ownership;
  private final KafkaConsumer<ByteBuffer, ByteBuffer> consumer;
  private final SweepReader sweeps;
  private final Map<TopicPartition, OwnedPartition> owned = new HashMap<>();

  /// Partitions of this lane whose index could not be made, with the disk full for example; tried
  /// again every second. Their devices are turned away meanwhile.
  private final Set<TopicPartition> unopened = new HashSet<>();

  private final MpscUnboundedArrayQueue<LaneEvent> inbox = new MpscUnboundedArrayQueue<>(1_024);
  private final AtomicBoolean awake = new AtomicBoolean(true);
  private final Thread thread;
  private final RecoveryLog recoveries;
  private final CountDownLatch serving = new CountDownLatch(1);
  private boolean assigned;
  private long generations;
  private long tickedAtMs;
  private long openedAgainAtMs;
  private volatile boolean stopping;

  Lane(
      String name,
      LaneSettings settings,
      LanePorts ports,
      DeliverMetrics metrics,
      Ownership ownership) {
    this.name = name;
    this.settings = settings;
    this.indexes = new LaneIndexes(ports.indexes(), settings, metrics);
    this.clock = new SteadyClock(ownership.clock(), System::nanoTime);
    this.ownership = ownership;
    this.sweeps = new SweepReader(name + "-sweeps", settings.bootstrapServers(), this::offerUrgent);
    this.surroundings = new OwnedPartition.Surroundings(settings.log(), ports, sweeps, metrics);
    this.recoveries = new RecoveryLog(metrics);
    this.consumer =
        new KafkaConsumer<>(
            consumerSettings(), new ByteBufferDeserializer(), new ByteBufferDeserializer());
    this.thread = Thread.ofPlatform().name(name).unstarted(this::run);
  }

  private Map<String, Object> consumerSettings() {
    return Map.ofEntries(
        Map.entry("bootstrap.servers", settings.bootstrapServers()),
        Map.entry("group.id", settings.group()),
        Map.entry("client.id", settings.node() + "-" + name),
        Map.entry("group.protocol", "classic"),
        Map.entry("session.timeout.ms", (int) settings.sessionTimeout().toMillis()),
        Map.entry("heartbeat.interval.ms", (int) settings.sessionTimeout().toMillis() / 10),
        Map.entry(
            "partition.assignment.strategy",
            "org.apache.kafka.clients.consumer.CooperativeStickyAssignor"),
        Map.entry("enable.auto.commit", false),
        Map.entry("auto.offset.reset", "earliest"),
        Map.entry("fetch.min.bytes", 1),
        Map.entry("fetch.max.bytes", 8 << 20),
        Map.entry("max.partition.fetch.bytes", 2 << 20),
        Map.entry("max.poll.records", 8_192),
        Map.entry("receive.buffer.bytes", 1 << 20),
        Map.entry("check.crcs", false),
        Map.entry("enable.metrics.push", false));
  }

  void start() {
    sweeps.start();
    thread.start();
  }

  /// Waits until the group has given the lane its first partitions and their indexes are up to
  /// date.
  ///
  /// @return false when that took too long
  boolean awaitServing(Duration most) throws InterruptedException {
    return serving.await(most.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Leaves an event that can wait until the lane wakes by itself, some milliseconds at most.
  void offer(LaneEvent event) {
    inbox.offer(event);
  }

  /// Leaves an event and wakes the lane.
  void offerUrgent(LaneEvent event) {
    inbox.offer(event);
    if (awake.compareAndSet(false, true)) {
      consumer.wakeup();
    }
  }

  private void run() {
    try (consumer) {
      consumer.subscribe(List.of(Topics.ENVELOPES.name()), new Rebalance());
      while (!stopping) {
        takeEvents();
        poll();
        takeTime();
        rebuildWhereNeeded();
      }
      giveUp(List.copyOf(owned.keySet()), Departure.IN_ORDER);
    } catch (RuntimeException e) {
      LOGGER.atError().setCause(e).addKeyValue("lane", name).log("lane died");
      ownership.laneDied(e);
    }
  }

  private void takeEvents() {
    for (OwnedPartition partition : owned.values()) {
      if (!partition.hasSaidEverything()) {
        return;
      }
    }
    for (int i = 0; i < EVENTS_AT_ONCE; i++) {
      LaneEvent event = inbox.poll();
      if (event == null) {
        return;
      }
      take(event);
    }
  }

  private void take(LaneEvent event) {
    switch (event) {
      case LaneEvent.Opened(var partition, var connection) -> {
        OwnedPartition home = home(partition);
        if (home == null) {
          ownership.turnAway(partition, connection);
        } else {
          home.opened(connection);
        }
      }
      case LaneEvent.Acknowledged(var partition, var connection, var upTo) -> {
        OwnedPartition home = home(partition);
        if (home != null) {
          home.acknowledged(connection, upTo);
        }
      }
      case LaneEvent.Closed(var partition, var connection) -> {
        OwnedPartition home = home(partition);
        if (home != null) {
          home.closed(connection);
        }
      }
      case LaneEvent.Removed(var partition, var device) -> {
        OwnedPartition home = home(partition);
        if (home != null) {
          home.removed(device);
        }
      }
      case LaneEvent.ChunkRead read -> {
        OwnedPartition home = home(read.partition());
        if (home != null) {
          home.chunkRead(read);
        }
      }
    }
  }

  private @Nullable OwnedPartition home(int partition) {
    return owned.get(new TopicPartition(Topics.ENVELOPES.name(), partition));
  }

  private void poll() {
    try {
      awake.set(false);
      Duration wait = inbox.isEmpty() ? POLL : Duration.ZERO;
      ConsumerRecords<ByteBuffer, ByteBuffer> records = consumer.poll(wait);
      awake.set(true);
      for (TopicPartition partition : records.partitions()) {
        OwnedPartition home = owned.get(partition);
        if (home != null) {
          append(home, records.records(partition));
        }
      }
    } catch (WakeupException e) {
      awake.set(true);
    }
    if (!recoveries.isIdle()) {
      recover();
    }
    if (assigned && serving.getCount() > 0 && recoveries.isIdle() && unopened.isEmpty()) {
      serving.countDown();
    }
  }

  /// Moves recovering partitions over the gaps at their end, and notes who is done.
  private void recover() {
    long nowMs = clock.millis();
    for (OwnedPartition partition : owned.values()) {
      if (partition.isRecovering()) {
        partition.skippedTo(Undisturbed.ask(() -> consumer.position(partition.partition())));
      }
      recoveries.onProgress(partition, nowMs);
    }
  }

  private void append(OwnedPartition home, List<ConsumerRecord<ByteBuffer, ByteBuffer>> records) {
    for (ConsumerRecord<ByteBuffer, ByteBuffer> fetched : records) {
      try {
        home.appended(LogRecords.decode(fetched));
      } catch (ContractException e) {
        surroundings.metrics().poison.increment();
        LOGGER
            .atError()
            .addKeyValue("topic", fetched.topic())
            .addKeyValue("partition", fetched.partition())
            .addKeyValue("offset", fetched.offset())
            .addKeyValue("cause", e.getMessage())
            .log("record passed over");
        home.skippedTo(fetched.offset() + 1);
      }
    }
  }

  private void takeTime() {
    long nowMs = clock.millis();
    if (nowMs - tickedAtMs < TICK_MS) {
      return;
    }
    tickedAtMs = nowMs;
    openAgain(nowMs);
    boolean hasCheckpointed = false; // one in a turn, so that they don't make one long pause
    for (OwnedPartition partition : owned.values()) {
      partition.tick(nowMs);
      if (partition.checkpointIfDue(nowMs, settings, !hasCheckpointed)) {
        hasCheckpointed = true;
        commit(partition);
      }
    }
  }

  /// Tells the group how far the index has come. For lag meters only: nothing reads it back.
  private void commit(OwnedPartition partition) {
    consumer.commitAsync(
        Map.of(partition.partition(), new OffsetAndMetadata(partition.position())), null);
  }

  private void openAgain(long nowMs) {
    if (!unopened.isEmpty() && nowMs - openedAgainAtMs >= OPEN_AGAIN_MS) {
      openedAgainAtMs = nowMs;
      takeOver(List.copyOf(unopened));
    }
  }

  private void rebuildWhereNeeded() {
    List<TopicPartition> damaged =
        owned.values().stream()
            .filter(OwnedPartition::mustRebuild)
            .map(OwnedPartition::partition)
            .toList();
    for (TopicPartition partition : damaged) {
      LOGGER
          .atError()
          .addKeyValue("partition", partition.partition())
          .log("index thrown away, to be rebuilt");
      giveUp(List.of(partition), Departure.STAYS);
      indexes.wipe(partition);
      takeOver(List.of(partition));
    }
  }

  private void takeOver(Collection<TopicPartition> partitions) {
    awake.set(true); // The inbox is looked at soon; until then nobody needs to wake the lane.
    Map<TopicPartition, Long> ends = Undisturbed.ask(() -> consumer.endOffsets(partitions));
    Map<TopicPartition, Long> beginnings =
        Undisturbed.ask(() -> consumer.beginningOffsets(partitions));
    for (TopicPartition partition : partitions) {
      long end = ends.getOrDefault(partition, 0L);
      RocksIndexStore store =
          indexes.open(partition, beginnings.getOrDefault(partition, 0L), end, clock.millis());
      if (store == null) {
        unopened.add(partition);
        consumer.pause(List.of(partition));
        continue;
      }
      if (unopened.remove(partition)) {
        consumer.resume(List.of(partition));
      }
      long nowMs = clock.millis();
      DeliveryCore<DeviceConnection> core = new DeliveryCore<>(settings.core(), store, end, nowMs);
      OwnedPartition home = new OwnedPartition(partition, store, core, surroundings, ++generations);
      owned.put(partition, home);
      consumer.seek(partition, core.position());
      recoveries.onTakenOver(home, end, nowMs);
      ownership.took(partition.partition(), this, consumer.groupMetadata().generationId());
    }
  }

  /// Why a partition is given up.
  private enum Departure {
    /// The group gives it to another, and knows that this lane has had it until now.
    IN_ORDER,
    /// The group has given it to another already.
    CUT_OFF,
    /// It stays here, with another index.
    STAYS
  }

  private void giveUp(Collection<TopicPartition> partitions, Departure why) {
    for (TopicPartition partition : partitions) {
      unopened.remove(partition);
      OwnedPartition home = owned.remove(partition);
      if (home != null) {
        ownership.lost(partition.partition(), this);
        recoveries.onGivenUp(home);
        home.lose(clock.millis(), why != Departure.STAYS);
        if (why == Departure.IN_ORDER) {
          commit(home);
        }
      }
    }
  }

  /// Checkpoints, tells the connections to go, and leaves the group.
  @Override
  public void close() {
    stopping = true;
    consumer.wakeup();
    try {
      thread.join(Duration.ofSeconds(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    sweeps.close();
  }

  /// What the group decides, told on the lane's thread from within a poll.
  private final class Rebalance implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      assigned = true;
      takeOver(partitions);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      giveUp(Set.copyOf(partitions), Departure.IN_ORDER);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      giveUp(Set.copyOf(partitions), Departure.CUT_OFF);
    }
  }
}
