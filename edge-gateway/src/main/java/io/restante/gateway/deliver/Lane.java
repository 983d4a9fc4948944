package io.restante.gateway.deliver;

import io.restante.contract.ContractException;
import io.restante.contract.Topics;
import io.restante.gateway.deliver.RecoveryLog.Beginning;
import io.restante.gateway.index.RocksIndexStore;
import io.restante.gateway.mailbox.DeliveryCore;
import io.restante.gateway.snapshot.Snapshots;
import io.restante.gateway.snapshot.Snapshots.Wanted;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
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
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
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
  private static final int EVENTS_AT_ONCE = 4_096;

  private final String name;
  private final LaneSettings settings;
  private final LaneIndexes indexes;
  private final Snapshots snapshots;
  private final AwaitedSnapshots awaited;
  private final SteadyClock clock;
  private final OwnedPartition.Surroundings surroundings;
  private final Ownership ownership;
  private final KafkaConsumer<ByteBuffer, ByteBuffer> consumer;
  private final SweepReader sweeps;
  private final Map<TopicPartition, OwnedPartition> owned = new HashMap<>();
  private final Held held;
  private final Waiting waiting;
  private final Brokers brokers;
  private final MpscUnboundedArrayQueue<LaneEvent> inbox = new MpscUnboundedArrayQueue<>(1_024);
  private final AtomicBoolean awake = new AtomicBoolean(true);
  private final Thread thread;
  private final RecoveryLog recoveries;
  private final CountDownLatch serving = new CountDownLatch(1);
  private boolean assigned;
  private long generations;
  private long tickedAtMs;
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
    this.surroundings =
        new OwnedPartition.Surroundings(settings.log(), ports, sweeps, metrics, this::offer);
    this.snapshots = ports.snapshots();
    this.awaited = new AwaitedSnapshots(snapshots, this::offerUrgent);
    this.recoveries = new RecoveryLog(metrics, home -> home.publish(snapshots, epoch()));
    this.consumer = LaneConsumer.create(name, settings);
    this.held = new Held(consumer);
    this.waiting = new Waiting(metrics);
    this.brokers = new Brokers(consumer);
    this.thread = Thread.ofPlatform().name(name).unstarted(this::run);
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
      giveUp(Set.copyOf(consumer.assignment()), Parting.IN_ORDER);
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
    OwnedPartition home = home(event.partition());
    if (event instanceof LaneEvent.SnapshotFetched fetched) {
      takeOverWith(fetched);
    } else if (home != null) {
      home.take(event);
    } else if (!awaited.isHeld(event)
        && event instanceof LaneEvent.Opened(var partition, var connection)) {
      ownership.turnAway(partition, connection);
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
    boolean isSettled = recoveries.isIdle() && waiting.isEmpty() && awaited.isEmpty();
    if (assigned && serving.getCount() > 0 && isSettled) {
      serving.countDown();
    }
  }

  /// Moves recovering partitions over the gaps at their end, and notes who is done.
  private void recover() {
    long nowMs = clock.millis();
    for (OwnedPartition partition : owned.values()) {
      if (partition.isRecovering()) {
        brokers.position(partition.partition()).ifPresent(partition::skippedTo);
      }
      recoveries.onProgress(partition, nowMs);
    }
  }

  private void append(OwnedPartition home, List<ConsumerRecord<ByteBuffer, ByteBuffer>> records) {
    for (ConsumerRecord<ByteBuffer, ByteBuffer> fetched : records) {
      try {
        if (!home.appended(LogRecords.decode(fetched))) {
          held.hold(home.partition(), fetched.offset());
          return;
        }
      } catch (ContractException e) {
        surroundings.metrics().poison.increment();
        LogRecords.reportPoison(fetched, e);
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
    held.release(owned.keySet());
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
    LaneConsumer.commit(consumer, partition.partition(), partition.position());
  }

  private void openAgain(long nowMs) {
    List<TopicPartition> due = waiting.due(nowMs);
    if (!due.isEmpty()) {
      takeOver(due, true);
      waiting.tried(waiting.size() < due.size(), clock.millis());
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
      giveUp(List.of(partition), Parting.STAYS);
      indexes.wipe(partition);
      takeOver(List.of(partition), false); // A snapshot may be what was damaged.
    }
  }

  private void takeOver(Collection<TopicPartition> partitions, boolean mayFetch) {
    awake.set(true); // The inbox is looked at soon; until then nobody needs to wake the lane.
    Map<TopicPartition, LogBounds> known = brokers.bounds(partitions);
    for (TopicPartition partition : partitions) {
      LogBounds bounds = known.get(partition);
      if (bounds == null) {
        letWait(partition);
      } else {
        takeOver(partition, bounds, mayFetch);
      }
    }
  }

  private void letWait(TopicPartition partition) {
    waiting.add(partition);
    consumer.pause(List.of(partition));
  }

  private void takeOver(TopicPartition partition, LogBounds bounds, boolean mayFetch) {
    long nowMs = clock.millis();
    RocksIndexStore store = indexes.open(partition, bounds, nowMs);
    if (store == null) {
      letWait(partition);
      return;
    }
    waiting.remove(partition);
    long own = store.position();
    if (!mayFetch || !snapshots.isWorthwhile(bounds.recordsFrom(own))) {
      IndexSource source = IndexSource.of(own, false);
      begin(partition, store, new Beginning(source, bounds.end(), nowMs));
      return;
    }
    store.close();
    consumer.pause(List.of(partition));
    ownership.took(partition.partition(), this, epoch());
    awaited.await(new Wanted(partition.partition(), bounds.beginning(), bounds.end(), own, nowMs));
  }

  /// Goes on with a takeover that asked for a snapshot, with one or without.
  private void takeOverWith(LaneEvent.SnapshotFetched fetched) {
    AwaitedSnapshots.Awaited waited = awaited.answered(fetched);
    if (waited == null) {
      return;
    }
    TopicPartition partition = new TopicPartition(Topics.ENVELOPES.name(), fetched.partition());
    fetched.copy().ifPresent(copy -> indexes.adopt(partition, copy));
    LogBounds bounds = brokers.bounds(List.of(partition)).get(partition);
    RocksIndexStore store = bounds == null ? null : indexes.open(partition, bounds, clock.millis());
    if (bounds == null || store == null) {
      letWait(partition);
      ownership.lost(partition.partition(), this);
    } else {
      IndexSource source = IndexSource.of(store.position(), fetched.copy().isPresent());
      begin(partition, store, new Beginning(source, bounds.end(), waited.sinceMs()));
    }
    waited.held().forEach(this::take);
  }

  private void begin(TopicPartition partition, RocksIndexStore store, Beginning beginning) {
    consumer.resume(List.of(partition));
    long nowMs = clock.millis();
    DeliveryCore<DeviceConnection> core =
        new DeliveryCore<>(settings.core(), store, beginning.end(), nowMs);
    OwnedPartition home = new OwnedPartition(partition, store, core, surroundings, ++generations);
    owned.put(partition, home);
    consumer.seek(partition, core.position());
    recoveries.onTakenOver(home, beginning, nowMs);
    ownership.took(partition.partition(), this, epoch());
  }

  private int epoch() {
    return consumer.groupMetadata().generationId();
  }

  private void giveUp(Collection<TopicPartition> partitions, Parting why) {
    for (TopicPartition partition : partitions) {
      waiting.remove(partition);
      stopAwaiting(partition);
      OwnedPartition home = owned.remove(partition);
      if (home != null) {
        ownership.lost(partition.partition(), this);
        snapshots.lost(partition.partition());
        recoveries.onGivenUp(home);
        home.lose(clock.millis(), why != Parting.STAYS);
        if (why == Parting.IN_ORDER) {
          commit(home);
        }
      }
    }
  }

  /// Sends those away who have come for a partition that waited for a snapshot.
  private void stopAwaiting(TopicPartition partition) {
    List<LaneEvent> held = awaited.givenUp(partition.partition());
    if (held != null) {
      ownership.lost(partition.partition(), this);
      held.forEach(this::take);
    }
  }

  /// Begins to leave the group; [#close] waits until that is done.
  void stop() {
    if (!stopping) {
      stopping = true;
      consumer.wakeup();
    }
  }

  /// Checkpoints, tells the connections to go, and leaves the group.
  @Override
  public void close() {
    stop();
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
      takeOver(partitions, true);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      giveUp(Set.copyOf(partitions), Parting.IN_ORDER);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      giveUp(Set.copyOf(partitions), Parting.CUT_OFF);
    }
  }
}
