package io.restante.gateway.devices;

import io.restante.contract.DeviceAddress;
import io.restante.contract.DirectoryKeys;
import io.restante.contract.RecipientPartitioner;
import io.restante.contract.UserId;
import io.restante.gateway.deliver.DeviceTable;
import io.restante.gateway.directory.DeviceLists.DeviceList;
import io.restante.gateway.index.DeviceStore;
import io.restante.gateway.index.DeviceStore.Change;
import io.restante.gateway.index.IndexDirectory;
import io.restante.gateway.login.RemovedDevices;
import io.restante.gateway.mailbox.DamagedIndexException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows `directory.devices` for the partitions that this node owns.
///
/// One thread of its own reads, and alone opens and closes what is kept. Lanes say which partitions
/// they have, and ask. A user of whom nothing is known is one whose record may be on its way: the
/// answer waits until everything has been read that the topic held when it was asked.
///
/// What goes from the topic is remembered for as long as tickets may live, so that they are
/// refused, and until nothing waits for it: mailboxes of removed devices are emptied, again and
/// again until that has succeeded, here or on the partition's next node.
public final class DeviceLog implements DeviceTable, KnownLists, RemovedDevices, AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(DeviceLog.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration RETRY = Duration.ofSeconds(1);

  /// A copy that is older misses removals, since tombstones are kept for seven days.
  private static final Duration COPY_AGE_MAX = Duration.ofDays(3);

  /// How much later than a record a device may seem to have been registered: two clocks differ.
  private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);

  private static final Duration DISCARD_AGAIN = Duration.ofSeconds(10);

  private final IndexDirectory directory;
  private final UUID log;
  private final int partitions;
  private final Duration remembered;
  private final InstantSource clock;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Thread thread;
  private final DeviceLogMetrics metrics = new DeviceLogMetrics();
  private final Set<Integer> wanted = ConcurrentHashMap.newKeySet();
  private final Map<Integer, FollowedDevices> followed = new ConcurrentHashMap<>();
  private final Lookups lookups;
  private volatile Discarder discarder = (_, _) -> {}; // written before the thread starts
  private long settledAtMs; // owned by the thread
  private volatile boolean stopping;

  /// Cuts off a device and empties its mailbox.
  @FunctionalInterface
  public interface Discarder {
    /// Does so.
    ///
    /// @param whenDone run when the mailbox is empty, on any thread
    void discard(DeviceAddress device, Runnable whenDone);
  }

  /// The topic, as the brokers describe it.
  ///
  /// @param log its id
  /// @param partitions how many it has
  public record Facts(String bootstrapServers, UUID log, int partitions) {}

  /// Creates it; [#start] begins.
  ///
  /// @param node this node's name
  /// @param directory where copies are kept
  /// @param remembered how long a removed device is remembered: longer than any ticket lives
  public DeviceLog(
      Facts facts,
      String node,
      IndexDirectory directory,
      Duration remembered,
      InstantSource clock) {
    this.directory = directory;
    this.log = facts.log();
    this.partitions = facts.partitions();
    this.remembered = remembered;
    this.clock = clock;
    this.consumer = DeviceTopic.consumer(facts.bootstrapServers(), node);
    this.lookups = new Lookups(consumer::wakeup, metrics);
    this.thread = Thread.ofPlatform().name("devices").unstarted(this::run);
  }

  /// Begins to follow.
  ///
  /// @param lanes cuts off and empties
  public void start(Discarder lanes) {
    discarder = lanes;
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
  public boolean tellsWhatIsRead(int partition, UserId user) {
    FollowedDevices here = followed.get(partition);
    if (here == null || !here.isKnown()) {
      return false;
    }
    try {
      return lookups.tellsWhatIsRead(here, user);
    } catch (DamagedIndexException e) {
      LOGGER.atWarn().addKeyValue("cause", e.getMessage()).log("devices can't be read");
      return false;
    }
  }

  @Override
  public @Nullable List<DeviceAddress> devices(
      int partition, List<UserId> users, long appendedAtMs) {
    FollowedDevices here = followed.get(partition);
    List<DeviceAddress> devices = null;
    if (here != null && here.isKnown()) {
      try {
        devices = lookups.devices(here, users, appendedAtMs + CLOCKS_DIFFER.toMillis());
      } catch (DamagedIndexException e) {
        LOGGER.atWarn().addKeyValue("cause", e.getMessage()).log("devices can't be read");
      }
    }
    if (devices == null) {
      metrics.waits.increment();
    }
    return devices;
  }

  /// Returns a user's device list, or null when nothing is known of the user: where the user's
  /// partition is elsewhere, was just taken over, or the user is too new or too long gone.
  @Override
  public @Nullable DeviceList list(UserId user) {
    FollowedDevices here = followed.get(RecipientPartitioner.partition(user, partitions));
    if (here == null || !here.isKnown()) {
      return null;
    }
    try {
      return lookups.list(here, user);
    } catch (DamagedIndexException e) {
      LOGGER.atWarn().addKeyValue("cause", e.getMessage()).log("devices can't be read");
      return null;
    }
  }

  /// A device id is not given again, so the epoch does not matter. Of users of other nodes'
  /// partitions nothing is known here: their home refuses.
  @Override
  public boolean isRemoved(DeviceAddress device, long epoch) {
    FollowedDevices here = followed.get(RecipientPartitioner.partition(device.user(), partitions));
    return here != null && here.isGone(device);
  }

  private void run() {
    Map<Integer, FollowedDevices> open = new HashMap<>();
    try (consumer) {
      while (!stopping) {
        try {
          open(open);
          confirm(open);
          read(open);
          settle(open.values());
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
    List<TopicPartition> begun = missing.stream().map(DeviceTopic::partition).toList();
    consumer.assign(present.stream().map(DeviceTopic::partition).toList());
    open.forEach((partition, it) -> consumer.seek(DeviceTopic.partition(partition), it.position()));
    Map<TopicPartition, Long> ends = consumer.endOffsets(begun);
    Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(begun);
    lookups.forget();
    for (TopicPartition topic : begun) {
      int partition = topic.partition();
      DeviceStore store = open(partition, beginnings.getOrDefault(topic, 0L));
      FollowedDevices here = new FollowedDevices(store, ends.getOrDefault(topic, 0L));
      consumer.seek(topic, store.position());
      open.put(partition, here);
      followed.put(partition, here);
      here.gone().forEach(device -> discard(here, device)); // Some may have come in meanwhile.
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
        List<Change> changes = DeviceTopic.read(records.records(topic), metrics);
        here.apply(changes, consumer.position(topic), clock.millis());
        for (Change change : changes) {
          lookups.changed(change.device().user());
          if (change.listed() == null) {
            discard(here, change.device());
          }
        }
      }
    }
    open.forEach(
        (partition, here) -> here.readUpTo(consumer.position(DeviceTopic.partition(partition))));
  }

  private void discard(FollowedDevices here, DeviceAddress device) {
    if (device.device() != DirectoryKeys.LIST) {
      metrics.discarded.increment();
      discarder.discard(device, () -> here.emptied(device));
    }
  }

  /// Notes whose mailboxes are empty, and tries again with the others.
  private void settle(Collection<FollowedDevices> open) {
    long nowMs = clock.millis();
    if (nowMs - settledAtMs < DISCARD_AGAIN.toMillis()) {
      return;
    }
    settledAtMs = nowMs;
    for (FollowedDevices here : open) {
      here.settle(nowMs - remembered.toMillis());
      here.notEmptied().forEach(device -> discard(here, device));
    }
  }

  /// Answers lanes that wait for everything that the topic held when they asked.
  private void confirm(Map<Integer, FollowedDevices> open) {
    List<TopicPartition> asked =
        open.entrySet().stream()
            .filter(entry -> entry.getValue().isAsked())
            .map(entry -> DeviceTopic.partition(entry.getKey()))
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
