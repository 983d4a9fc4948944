package io.restante.it.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.contract.RecipientPartitioner;
import io.restante.contract.SlotCodec;
import io.restante.contract.Topics;
import io.restante.contract.UserId;
import io.restante.it.device.Device;
import io.restante.it.device.DeviceListener;
import io.restante.it.world.TestEstate;
import io.restante.messaging.Typing;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// That somebody is typing reaches the devices that are there, and is kept for nobody.
@ExtendWith(TestEstate.Shared.class)
final class TypingTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int PARTITIONS = 16;

  private final TestEstate estate;
  private final List<Device> devices = new ArrayList<>();

  TypingTest(TestEstate estate) {
    this.estate = estate;
  }

  @AfterEach
  void end() {
    for (Device device : devices) {
      assertThat(device.protocolFault()).isNull();
      device.close();
    }
  }

  @Test
  void everyDeviceOfTheUserThatIsThereIsToldAndNothingIsKept() throws Exception {
    Device alice = connected(estate.world().newUser(), 1, new Told());
    UserId bob = estate.world().newUser();
    Told phones = new Told();
    Told tablets = new Told();
    Device _ = connected(bob, 1, phones);
    Device _ = connected(bob, 2, tablets);
    TopicPartition mailbox = new TopicPartition(Topics.ENVELOPES.name(), place(bob));
    try (KafkaConsumer<byte[], byte[]> log = log(mailbox)) {
      long before = log.position(mailbox);

      Typing told = phones.firstOf(alice, null, bob);
      assertThat(told.getSenderDevice()).isEqualTo(1);
      assertThat(user(told)).isEqualTo(alice.address().user());
      assertThat(told.getGroup()).isNull();
      assertThat(tablets.next().getSender()).isEqualTo(told.getSender());

      assertNothingFor(bob, log, mailbox, before);
    }
  }

  @Test
  void whoWasAwayNeverHearsOfIt() throws Exception {
    Device alice = connected(estate.world().newUser(), 1, new Told());
    Told bobs = new Told();
    Told carols = new Told();
    Device bob = connected(estate.world().newUser(), 1, bobs);
    UserId carol = neighbour(bob.address().user());
    Device _ = connected(carol, 1, carols);
    Typing _ = carols.firstOf(alice, group(), carol);
    bob.disconnect();
    bob.awaitDisconnected(1, PATIENCE);

    // Carol's comes after Bob's in the one partition they share.
    alice.typing(null, List.of(bob.address().user()));
    Typing _ = carols.firstOf(alice, null, carol);
    bob.connect();
    bob.awaitDrained(2, PATIENCE);

    Typing first = bobs.firstOf(alice, group(), bob.address().user());
    assertThat(first.getGroup()).as("sent after Bob was back").isNotNull();
  }

  @Test
  void onlyTheFirstOfManyInThreeSecondsIsTold() throws Exception {
    Device alice = connected(estate.world().newUser(), 1, new Told());
    Device dave = connected(estate.world().newUser(), 1, new Told());
    Told bobs = new Told();
    UserId bob = estate.world().newUser();
    Device _ = connected(bob, 1, bobs);
    Typing _ = bobs.firstOf(dave, null, bob);

    long beganNanos = System.nanoTime();
    for (int i = 0; i < 5; i++) {
      alice.typing(null, List.of(bob));
    }
    alice.typing(group(), List.of(bob)); // Another conversation: the last to come.

    List<Boolean> toGroup = new ArrayList<>();
    Typing next;
    do {
      next = bobs.next();
      if (user(next).equals(alice.address().user())) {
        toGroup.add(next.getGroup() != null);
      }
    } while (next.getGroup() == null);
    // On a machine that stands still for so long, another one is due.
    long due = 1 + (System.nanoTime() - beganNanos) / Duration.ofSeconds(3).toNanos();
    assertThat((long) toGroup.size() - 1).isBetween(1L, due);
  }

  @Test
  void inAGroupThoseWhoAreNamedAreTold() throws Exception {
    Device alice = connected(estate.world().newUser(), 1, new Told());
    Told bobs = new Told();
    Told carols = new Told();
    Told daves = new Told();
    UserId bob = estate.world().newUser();
    UserId carol = estate.world().newUser();
    UserId dave = neighbour(carol);
    Device _ = connected(bob, 1, bobs);
    Device _ = connected(carol, 1, carols);
    Device _ = connected(dave, 1, daves);
    GroupId group = group();

    Typing _ = bobs.firstOf(alice, group, bob, carol);
    Typing told = carols.firstOf(alice, group, bob, carol);
    assertThat(told.getGroup()).isNotNull();
    ByteBuffer id = ByteBuffer.wrap(told.getGroup().bytes());
    assertThat(new GroupId(id.getLong(), id.getLong())).isEqualTo(group);
    Typing first = daves.firstOf(alice, null, dave);
    assertThat(first.getGroup()).as("not told of the group's").isNull();
  }

  private Device connected(UserId user, int device, DeviceListener listener) throws Exception {
    Device made =
        new Device(estate.world(), new DeviceAddress(user, device), TestEstate.EAGER, listener);
    devices.add(made);
    made.connect();
    made.awaitDrained(1, PATIENCE);
    return made;
  }

  private GroupId group() {
    UserId id = estate.world().newUser();
    return new GroupId(id.high(), id.low());
  }

  private UserId neighbour(UserId of) {
    UserId user = estate.world().newUser();
    while (place(user) != place(of)) {
      user = estate.world().newUser();
    }
    return user;
  }

  private static int place(UserId user) {
    return RecipientPartitioner.partition(user, PARTITIONS);
  }

  private static UserId user(Typing typing) {
    ByteBuffer id = ByteBuffer.wrap(typing.getSender().bytes());
    return new UserId(id.getLong(), id.getLong());
  }

  private KafkaConsumer<byte[], byte[]> log(TopicPartition mailbox) {
    var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of("bootstrap.servers", estate.estate().bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    consumer.assign(List.of(mailbox));
    consumer.seekToEnd(List.of(mailbox));
    return consumer;
  }

  private static void assertNothingFor(
      UserId user, KafkaConsumer<byte[], byte[]> log, TopicPartition mailbox, long from) {
    long end = log.endOffsets(List.of(mailbox)).getOrDefault(mailbox, from);
    log.seek(mailbox, from);
    while (log.position(mailbox) < end) {
      for (ConsumerRecord<byte[], byte[]> read : log.poll(Duration.ofMillis(50))) {
        assertThat(SlotCodec.decode(ByteBuffer.wrap(read.key())).address().user())
            .isNotEqualTo(user);
      }
    }
  }

  /// What one device was told, in order.
  private static final class Told implements DeviceListener {
    private final BlockingQueue<Typing> told = new LinkedBlockingQueue<>();

    @Override
    public void typing(Typing typing) {
      told.add(typing);
    }

    Typing next() throws InterruptedException, TimeoutException {
      Typing next = told.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (next == null) {
        throw new TimeoutException("not told within " + PATIENCE);
      }
      return next;
    }

    /// Has somebody type until this device is told of it, because any one signal may be lost.
    Typing firstOf(Device sender, @Nullable GroupId group, UserId... recipients)
        throws InterruptedException, TimeoutException {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (System.nanoTime() - deadline < 0) {
        sender.typing(group, List.of(recipients));
        Typing next = told.poll(1, TimeUnit.SECONDS);
        if (next != null) {
          return next;
        }
      }
      throw new TimeoutException("not told within " + PATIENCE);
    }
  }
}
