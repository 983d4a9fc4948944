package io.restante.gateway.signal;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.DeviceAddress;
import io.restante.contract.RecipientPartitioner;
import io.restante.contract.Topics;
import io.restante.contract.UserId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Whom the reader tells while partitions come and go under it.
final class SignalReaderTest {
  private static final Instant NOW = Instant.ofEpochMilli(1_795_316_304_123L);
  private static final int PARTITIONS = 4;
  private static final UserId ALICE = new UserId(1, 1);
  private static final UserId BOB = new UserId(1, 2);

  private final MockConsumer<byte[], byte[]> log = new MockConsumer<>("latest");
  private final Set<Integer> owned = ConcurrentHashMap.newKeySet();
  private final ConnectedDevices devices = new ConnectedDevices();
  private final SignalMetrics metrics = new SignalMetrics();
  private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();
  private final Map<TopicPartition, Long> ends = new HashMap<>(); // used by the reader's thread
  private final SignalReader reader =
      new SignalReader(
          log, PARTITIONS, owned::contains, devices, InstantSource.fixed(NOW), metrics);

  /// A device was told of a signal.
  ///
  /// @param serial which signal
  private record Told(UserId user, long serial) {}

  @BeforeEach
  void begin() {
    for (int partition = 0; partition < PARTITIONS; partition++) {
      log.updateEndOffsets(Map.of(place(partition), 0L));
    }
  }

  @AfterEach
  void end() {
    reader.close();
    assertThat(log.closed()).isTrue();
    long accounted =
        metrics.told.sum() + metrics.away.sum() + metrics.stale.sum() + metrics.unreadable.sum();
    assertThat(metrics.read.sum()).isEqualTo(accounted);
  }

  @Test
  void whatWasAppendedWhileThePartitionWasElsewhereIsNotTold() throws Exception {
    devices.add(device(ALICE));
    owned.addAll(Set.of(0, 1));
    reader.start();
    onceReading(Set.of(0, 1), () -> append(0, ALICE, 1, NOW));
    assertThat(next()).isEqualTo(new Told(ALICE, 1));

    owned.remove(0);
    CountDownLatch isGone = new CountDownLatch(1);
    onceReading(Set.of(1), () -> append(1, BOB, 2, NOW), isGone::countDown);
    assertThat(isGone.await(20, TimeUnit.SECONDS)).isTrue();
    log.updateEndOffsets(Map.of(place(0), 10L));
    owned.add(0);
    onceReading(
        Set.of(0, 1),
        () -> {
          ends.put(place(0), 3L);
          append(0, ALICE, 3, NOW); // What a reader would find that went on where it stopped.
          ends.put(place(0), 10L);
          append(0, ALICE, 4, NOW);
        });

    assertThat(next()).isEqualTo(new Told(ALICE, 4));
  }

  @Test
  void signalForSomebodyWhoHasMovedAwayIsToldToNobodyElse() throws Exception {
    SignalTarget phone = device(ALICE);
    devices.add(phone);
    devices.add(device(BOB));
    devices.remove(phone);
    owned.add(0);
    reader.start();
    onceReading(
        Set.of(0),
        () -> {
          append(0, ALICE, 1, NOW);
          append(0, BOB, 2, NOW);
        });

    assertThat(next()).isEqualTo(new Told(BOB, 2));
    reader.close();
    assertThat(told).isEmpty();
    assertThat(metrics.away.sum()).isEqualTo(1);
    assertThat(metrics.told.sum()).isEqualTo(1);
  }

  @Test
  void whatIsTooOldOrNoSignalIsPassedOverAndCounted() throws Exception {
    devices.add(device(ALICE));
    owned.add(0);
    reader.start();
    onceReading(
        Set.of(0),
        () -> {
          append(0, ALICE, 1, NOW.minus(SignalRules.AGE_MAX).minusMillis(1));
          append(0, new byte[3], serial(2), NOW);
          append(0, ALICE, 3, NOW.minus(SignalRules.AGE_MAX));
        });

    assertThat(next()).isEqualTo(new Told(ALICE, 3));
    reader.close();
    assertThat(metrics.stale.sum()).isEqualTo(1);
    assertThat(metrics.unreadable.sum()).isEqualTo(1);
  }

  @Test
  void readerGoesOnAfterTheBrokersFailed() throws Exception {
    devices.add(device(ALICE));
    owned.add(0);
    reader.start();
    onceReading(
        Set.of(0),
        () -> log.setPollException(new KafkaException("planted")),
        () -> append(0, ALICE, 1, NOW));
    assertThat(next()).isEqualTo(new Told(ALICE, 1));
  }

  @Test
  void whilePartitionsMoveEverySignalIsToldToWhomItIsForOrToNobody() throws Exception {
    owned.addAll(Set.of(0, 1, 2, 3));
    Moves moves = new Moves(new Random(7));
    reader.start();
    moves.begin();
    assertThat(moves.done.await(60, TimeUnit.SECONDS)).isTrue();
    reader.close();

    assertThat(moves.expected).hasSizeGreaterThan(20);
    assertThat(told).containsExactlyInAnyOrderElementsOf(moves.expected);
    assertThat(metrics.away.sum()).isEqualTo(moves.appended - moves.expected.size());
    assertThat(metrics.away.sum()).isPositive();
  }

  /// Runs tasks in the reader's next polls, one in each, from when it has these partitions on. What
  /// one appends has been taken when the next one runs.
  private void onceReading(Set<Integer> partitions, Runnable... tasks) {
    Set<TopicPartition> expected =
        partitions.stream().map(SignalReaderTest::place).collect(Collectors.toSet());
    log.schedulePollTask(
        () -> {
          if (log.assignment().equals(expected)) {
            tasks[0].run();
            List.of(tasks).subList(1, tasks.length).forEach(log::schedulePollTask);
          } else {
            onceReading(partitions, tasks);
          }
        });
  }

  private void append(int partition, UserId user, long serial, Instant at) {
    byte[] key = ByteBuffer.allocate(16).putLong(user.high()).putLong(user.low()).array();
    append(partition, key, serial(serial), at);
  }

  /// Appends behind what this test has appended, once the reader has found its place.
  private void append(int partition, byte[] key, byte[] value, Instant at) {
    TopicPartition place = place(partition);
    long position = log.position(place);
    long offset = ends.getOrDefault(place, position);
    ends.put(place, offset + 1);
    log.addRecord(
        new ConsumerRecord<>(
            place.topic(),
            partition,
            offset,
            at.toEpochMilli(),
            TimestampType.LOG_APPEND_TIME,
            key.length,
            value.length,
            key,
            value,
            new RecordHeaders(),
            Optional.empty()));
  }

  private static byte[] serial(long serial) {
    return ByteBuffer.allocate(8).putLong(serial).array();
  }

  private static TopicPartition place(int partition) {
    return new TopicPartition(Topics.SIGNALS.name(), partition);
  }

  private Told next() throws InterruptedException {
    Told next = told.poll(20, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nobody was told");
    }
    return next;
  }

  private SignalTarget device(UserId user) {
    return new SignalTarget() {
      @Override
      public DeviceAddress address() {
        return new DeviceAddress(user, 1);
      }

      @Override
      public void signal(ByteBuffer value) {
        told.add(new Told(user, value.getLong()));
      }
    };
  }

  /// Partitions that come and go with their users' devices, and signals all the while. Runs on the
  /// reader's thread, in its polls.
  private final class Moves {
    private static final int MOVES = 6;
    private static final int SIGNALS = 20;

    final CountDownLatch done = new CountDownLatch(1);
    final List<Told> expected = new ArrayList<>();
    int appended;
    private final Random random;
    private final List<UserId> users =
        LongStream.range(0, 30).mapToObj(low -> new UserId(9, low)).toList();
    private final Map<UserId, SignalTarget> connected = new HashMap<>();
    private int moved;

    Moves(Random random) {
      this.random = random;
    }

    void begin() {
      owned.forEach(this::come);
      onceReading(Set.copyOf(owned), this::signals, this::move);
    }

    /// The devices of a partition that goes are gone before the reader looks again.
    private void move() {
      if (moved == MOVES) {
        done.countDown();
        return;
      }
      moved++;
      int partition = random.nextInt(PARTITIONS - 1); // The last one stays, so there are polls.
      if (owned.remove(partition)) {
        users.stream().filter(user -> partition(user) == partition).forEach(this::leave);
      } else {
        owned.add(partition);
        come(partition);
      }
      signals();
      onceReading(Set.copyOf(owned), this::signals, this::move);
    }

    private void signals() {
      for (int i = 0; i < SIGNALS; i++) {
        UserId user = users.get(random.nextInt(users.size()));
        if (log.assignment().contains(place(partition(user)))) {
          append(partition(user), user, appended, NOW);
          if (connected.containsKey(user)) {
            expected.add(new Told(user, appended));
          }
          appended++;
        }
      }
    }

    /// Every other user of a partition connects.
    private void come(int partition) {
      for (UserId user : users) {
        if (partition(user) == partition && user.low() % 2 == 0) {
          SignalTarget device = device(user);
          connected.put(user, device);
          devices.add(device);
        }
      }
    }

    private void leave(UserId user) {
      SignalTarget device = connected.remove(user);
      if (device != null) {
        devices.remove(device);
      }
    }

    private static int partition(UserId user) {
      return RecipientPartitioner.partition(user, PARTITIONS);
    }
  }
}
