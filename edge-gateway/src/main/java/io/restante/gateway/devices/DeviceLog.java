package io.restante.gateway.devices;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.restante.contract.ContractException;
import io.restante.contract.DeviceAddress;
import io.restante.contract.DirectoryKeys;
import io.restante.contract.Topics;
import io.restante.contract.UserId;
import io.restante.directory.DeviceKey;
import io.restante.directory.DeviceListMarker;
import io.restante.directory.DeviceRow;
import io.restante.directory.ListedDevice;
import io.restante.gateway.deliver.DeviceTable;
import io.restante.gateway.index.DeviceStore;
import io.restante.gateway.index.DeviceStore.Change;
import io.restante.gateway.index.DeviceStore.Listed;
import io.restante.gateway.index.IndexDirectory;
import io.restante.gateway.mailbox.DamagedIndexException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows `directory.devices` for the partitions that this node owns.
///
/// One thread of its own reads, and alone opens and closes what is kept. Lanes say which partitions
/// they have, and ask. A user of whom nothing is known is one whose record may be on its way: the
/// answer waits until everything has been read that the topic held when it was asked.
public final class DeviceLog implements DeviceTable, AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(DeviceLog.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration RETRY = Duration.ofSeconds(1);

  /// A copy that is older misses removals, since tombstones are kept for seven days.
  private static final Duration COPY_AGE_MAX = Duration.ofDays(3);

  /// How much later than a record a device may seem to have been registered: two clocks differ.
  private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);

  private static final int LISTS_MAX = 100_000;
  private static final int UNKNOWN_MAX = 10_000;

  private final IndexDirectory directory;
  private final UUID log;
  private final InstantSource clock;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Thread thread;
  private final DeviceLogMetrics metrics = new DeviceLogMetrics();
  private final Set<Integer> wanted = ConcurrentHashMap.newKeySet();
  private final Map<Integer, FollowedDevices> followed = new ConcurrentHashMap<>();
  private final Cache<UserId, List<Listed>> lists =
      Caffeine.newBuilder().maximumSize(LISTS_MAX).build();

  /// Users who are named though the directory has nothing of them.
  private final Cache<UserId, Boolean> unknown =
      Caffeine.newBuilder().maximumSize(UNKNOWN_MAX).build();

  private volatile boolean stopping;

  /// Creates it; [#start] begins.
  ///
  /// @param bootstrapServers the brokers
  /// @param node this node's name
  /// @param directory where copies are kept
  /// @param log the id of the topic
  public DeviceLog(
      String bootstrapServers,
      String node,
      IndexDirectory directory,
      UUID log,
      InstantSource clock) {
    this.directory = directory;
    this.log = log;
    this.clock = clock;
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "client.id",
                node + "-devices",
                "isolation.level",
                "read_committed",
                "enable.auto.commit",
                false,
                "auto.offset.reset",
                "earliest",
                "request.timeout.ms",
                10_000,
                "enable.metrics.push",
                false),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    this.thread = Thread.ofPlatform().name("devices").unstarted(this::run);
  }

  /// Begins to follow.
  public void start() {
    thread.start();
  }

  /// Returns the counters.
  public DeviceLogMetrics metrics() {
    return metrics;
  }

  @Override
  public void took(int partition) {
    wanted.add(partition);
    LockSupport.unpark(thread);
    consumer.wakeup();
  }

  @Override
  public void lost(int partition) {
    wanted.remove(partition);
    followed.remove(partition);
    consumer.wakeup();
  }

  @Override
  public @Nullable List<DeviceAddress> devices(
      int partition, List<UserId> users, long appendedAtMs) {
    FollowedDevices here = followed.get(partition);
    List<DeviceAddress> devices = null;
    if (here != null && here.isKnown()) {
      try {
        devices = devices(here, users, appendedAtMs + CLOCKS_DIFFER.toMillis());
      } catch (DamagedIndexException e) {
        LOGGER.atWarn().addKeyValue("cause", e.getMessage()).log("devices can't be read");
      }
    }
    if (devices == null) {
      metrics.waits.increment();
    }
    return devices;
  }

  private @Nullable List<DeviceAddress> devices(
      FollowedDevices here, List<UserId> users, long registeredUntilMs) {
    List<DeviceAddress> devices = new ArrayList<>(users.size() + users.size() / 2);
    List<UserId> missing = new ArrayList<>();
    for (UserId user : users) {
      List<Listed> listed = lists.get(user, here::devices);
      if (listed.isEmpty()) {
        missing.add(user);
      }
      add(user, listed, registeredUntilMs, devices);
    }
    missing.removeIf(user -> unknown.getIfPresent(user) != null);
    if (missing.isEmpty()) {
      return devices;
    }
    if (!here.isCaughtUp()) {
      missing.forEach(lists::invalidate);
      if (here.ask()) {
        consumer.wakeup();
      }
      return null;
    }
    missing.forEach(user -> unknown.put(user, true));
    metrics.unknown.add(missing.size());
    return devices;
  }

  private static void add(
      UserId user, List<Listed> listed, long registeredUntilMs, List<DeviceAddress> devices) {
    for (Listed device : listed) {
      if (device.device() != DirectoryKeys.LIST && device.registeredAtMs() <= registeredUntilMs) {
        devices.add(new DeviceAddress(user, device.device()));
      }
    }
  }

  private void run() {
    Map<Integer, FollowedDevices> open = new HashMap<>();
    try (consumer) {
      while (!stopping) {
        try {
          open(open);
          confirm(open);
          read(open);
        } catch (WakeupException e) {
          // There is something else to follow, or to stop.
        } catch (KafkaException | DamagedIndexException e) {
          LOGGER.atWarn().setCause(e).log("device lists are not followed, to be tried again");
          close(open);
          Thread.sleep(RETRY);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close(open);
    }
  }

  /// Opens what is wanted and closes what is not. A copy that can't be used is thrown away.
  private void open(Map<Integer, FollowedDevices> open) {
    closeDamaged(open);
    Set<Integer> present = Set.copyOf(wanted);
    if (present.equals(open.keySet())) {
      return;
    }
    for (Integer partition : Set.copyOf(open.keySet())) {
      if (!present.contains(partition)) {
        close(open, partition);
      }
    }
    Set<Integer> missing = new HashSet<>(present);
    missing.removeAll(open.keySet());
    List<TopicPartition> begun = missing.stream().map(DeviceLog::topic).toList();
    consumer.assign(present.stream().map(DeviceLog::topic).toList());
    open.forEach((partition, it) -> consumer.seek(topic(partition), it.position()));
    Map<TopicPartition, Long> ends = consumer.endOffsets(begun);
    Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(begun);
    lists.invalidateAll();
    for (TopicPartition topic : begun) {
      int partition = topic.partition();
      DeviceStore store = open(partition, beginnings.getOrDefault(topic, 0L));
      FollowedDevices here = new FollowedDevices(store, ends.getOrDefault(topic, 0L));
      consumer.seek(topic, store.position());
      open.put(partition, here);
      followed.put(partition, here);
      if (!wanted.contains(partition)) {
        followed.remove(partition, here); // lost meanwhile
      }
    }
  }

  private void closeDamaged(Map<Integer, FollowedDevices> open) {
    for (Map.Entry<Integer, FollowedDevices> entry : Map.copyOf(open).entrySet()) {
      if (entry.getValue().isDamaged()) {
        followed.remove(entry.getKey(), entry.getValue());
        close(open, entry.getKey());
        directory.wipeDevices(entry.getKey());
      }
    }
  }

  private DeviceStore open(int partition, long beginning) {
    try {
      DeviceStore store = directory.openDevices(partition, log);
      long ageMs = clock.millis() - store.writtenAtMs();
      boolean isUsable = store.position() >= beginning && ageMs <= COPY_AGE_MAX.toMillis();
      if (isUsable || store.position() == 0) {
        return store;
      }
      store.close();
    } catch (DamagedIndexException e) {
      LOGGER.atWarn().addKeyValue("cause", e.getMessage()).log("copy of devices thrown away");
    }
    directory.wipeDevices(partition);
    return directory.openDevices(partition, log);
  }

  private void read(Map<Integer, FollowedDevices> open) {
    if (open.isEmpty()) {
      LockSupport.parkNanos(POLL.toNanos());
      return;
    }
    ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
    for (TopicPartition topic : records.partitions()) {
      FollowedDevices here = open.get(topic.partition());
      if (here != null) {
        List<Change> changes = changes(records.records(topic));
        here.apply(changes, consumer.position(topic), clock.millis());
        metrics.rows.add(changes.size());
        for (Change change : changes) {
          lists.invalidate(change.device().user());
          unknown.invalidate(change.device().user());
        }
      }
    }
    open.forEach((partition, here) -> here.readUpTo(consumer.position(topic(partition))));
  }

  private List<Change> changes(List<ConsumerRecord<byte[], byte[]>> records) {
    List<Change> changes = new ArrayList<>(records.size());
    for (ConsumerRecord<byte[], byte[]> read : records) {
      try {
        changes.add(change(read));
      } catch (ContractException | IllegalArgumentException e) {
        metrics.poison.increment();
        LOGGER
            .atError()
            .addKeyValue("partition", read.partition())
            .addKeyValue("offset", read.offset())
            .log("device record passed over");
      }
    }
    return changes;
  }

  private static Change change(ConsumerRecord<byte[], byte[]> read) {
    DeviceKey key = Topics.DEVICES.keys().deserializer().deserialize(read.topic(), read.key());
    DeviceAddress device = new DeviceAddress(DirectoryKeys.userId(key.getUser()), key.getDevice());
    if (read.value() == null) {
      return new Change(device, null);
    }
    DeviceRow row = Topics.DEVICES.values().deserializer().deserialize(read.topic(), read.value());
    ListedDevice listed = row.getDevice();
    DeviceListMarker marker = row.getList();
    if (listed != null) {
      long registeredAtMs = listed.getRegisteredAt().toEpochMilli();
      return new Change(
          device,
          new Listed(
              device.device(), registeredAtMs, listed.getEpoch(), listed.getRegistrationId()));
    }
    long revision = marker == null ? 0 : marker.getDeviceListRevision();
    return new Change(device, new Listed(DirectoryKeys.LIST, 0, revision, 0));
  }

  /// Answers lanes that wait for everything that the topic held when they asked.
  private void confirm(Map<Integer, FollowedDevices> open) {
    List<TopicPartition> asked =
        open.entrySet().stream()
            .filter(entry -> entry.getValue().isAsked())
            .map(entry -> topic(entry.getKey()))
            .toList();
    if (asked.isEmpty()) {
      return;
    }
    long now = System.nanoTime();
    consumer
        .endOffsets(asked)
        .forEach(
            (topic, end) -> {
              FollowedDevices here = open.get(topic.partition());
              if (here != null && consumer.position(topic) >= end) {
                here.caughtUp(now);
              }
            });
  }

  private static TopicPartition topic(int partition) {
    return new TopicPartition(Topics.DEVICES.name(), partition);
  }

  private void close(Map<Integer, FollowedDevices> open) {
    followed.clear();
    Set.copyOf(open.keySet()).forEach(partition -> close(open, partition));
  }

  private static void close(Map<Integer, FollowedDevices> open, Integer partition) {
    FollowedDevices gone = open.remove(partition);
    if (gone != null) {
      gone.close();
    }
  }

  /// Stops the thread. Lanes have to be closed first.
  @Override
  public void close() {
    stopping = true;
    consumer.wakeup();
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
