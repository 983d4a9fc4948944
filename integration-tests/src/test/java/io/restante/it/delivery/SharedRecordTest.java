package io.restante.it.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.DeviceAddress;
import io.restante.contract.DirectoryKeys;
import io.restante.contract.EnvelopeCodec;
import io.restante.contract.GroupId;
import io.restante.contract.MessageId;
import io.restante.contract.RecipientPartitioner;
import io.restante.contract.Recipients;
import io.restante.contract.Slot;
import io.restante.contract.SlotCodec;
import io.restante.contract.Topics;
import io.restante.contract.UserId;
import io.restante.directory.DeviceRow;
import io.restante.directory.ListedDevice;
import io.restante.it.device.Device;
import io.restante.it.device.DeviceListener;
import io.restante.it.world.TestEstate;
import io.restante.messaging.Remainder;
import io.restante.messaging.RemainingDevice;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// One record for several users: the node delivers it to every device they have, notes who has yet
/// to store it, and forgets it when the last of them has.
@ExtendWith(TestEstate.Shared.class)
final class SharedRecordTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(50);

  private final TestEstate estate;
  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
  private UserId alice;
  private UserId bob;
  private TopicPartition partition;

  SharedRecordTest(TestEstate estate) {
    this.estate = estate;
    Map<String, Object> settings =
        Map.of("bootstrap.servers", estate.estate().bootstrapServers(), "acks", "all");
    this.producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    this.consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", estate.estate().bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    this.alice = estate.world().newUser();
    this.partition = new TopicPartition(Topics.ENVELOPES.name(), place(alice));
    this.bob = neighbour();
  }

  @BeforeEach
  void begin() {
    consumer.assign(List.of(partition));
    consumer.seekToEnd(List.of(partition));
    assertThat(consumer.position(partition)).isNotNegative();
  }

  @AfterEach
  void end() {
    producer.close();
    consumer.close();
  }

  @Test
  void everyDeviceOfEveryRecipientStoresItOrIsNoted() throws Exception {
    // Given
    DeviceAddress absent = new DeviceAddress(bob, 1);
    Device phone = connected(new DeviceAddress(alice, 1));
    Device tablet = connected(new DeviceAddress(alice, 2));
    register(phone.address(), Instant.EPOCH);
    register(tablet.address(), Instant.EPOCH);
    register(absent, Instant.EPOCH);
    register(new DeviceAddress(bob, 2), Instant.now().plus(Duration.ofHours(1)));
    MessageId message = new MessageId(1, System.nanoTime());
    Slot slot = Slot.ofGroupMessage(message, 7);

    // When
    long offset = share(slot, List.of(alice, bob, neighbour()));

    // Then
    ConsumerRecord<byte[], byte[]> note = await(it -> isOf(it, slot.remainder()));
    Remainder remainder = EnvelopeCodec.decode(ByteBuffer.wrap(note.value())).getRemainder();
    assertThat(remainder).isNotNull();
    assertThat(remainder.getOf()).isEqualTo(offset);
    assertThat(remainder.getDevices())
        .containsExactly(new RemainingDevice(DirectoryKeys.user(bob).getUser(), 1));
    assertThat(read).noneMatch(it -> isOf(it, slot) && it.value() == null);

    Device late = connected(absent);
    await(it -> isOf(it, slot) && it.value() == null);
    assertThat(read).anyMatch(it -> isOf(it, slot.remainder()) && it.value() == null);
    for (Device device : List.of(phone, tablet, late)) {
      assertThat(device.protocolFault()).isNull();
      device.close();
    }
  }

  private Device connected(DeviceAddress address) throws Exception {
    Device device = new Device(estate.world(), address, TestEstate.EAGER, DeviceListener.DEAF);
    device.connect();
    device.awaitDrained(1, PATIENCE);
    return device;
  }

  private UserId neighbour() {
    UserId user = estate.world().newUser();
    while (place(user) != partition.partition()) {
      user = estate.world().newUser();
    }
    return user;
  }

  private static int place(UserId user) {
    return RecipientPartitioner.partition(user, 16);
  }

  private void register(DeviceAddress device, Instant at)
      throws ExecutionException, InterruptedException {
    DeviceRow row = new DeviceRow(new ListedDevice(5, 1L, at, 1L), null, false);
    String topic = Topics.DEVICES.name();
    byte[] key = Topics.DEVICES.keys().serializer().serialize(topic, DirectoryKeys.device(device));
    byte[] value = Topics.DEVICES.values().serializer().serialize(topic, row);
    producer.send(new ProducerRecord<>(topic, place(device.user()), key, value)).get();
  }

  private long share(Slot slot, List<UserId> users)
      throws ExecutionException, InterruptedException {
    byte[] value = EnvelopeCodec.encodeGroupChanged(new GroupId(1, 2), 3);
    return producer
        .send(
            new ProducerRecord<>(
                partition.topic(),
                partition.partition(),
                null,
                SlotCodec.encode(slot),
                value,
                List.of(new RecordHeader(Recipients.HEADER, Recipients.encode(users)))))
        .get()
        .offset();
  }

  private static boolean isOf(ConsumerRecord<byte[], byte[]> record, Slot slot) {
    return SlotCodec.decode(ByteBuffer.wrap(record.key())).equals(slot);
  }

  private ConsumerRecord<byte[], byte[]> await(Predicate<ConsumerRecord<byte[], byte[]>> wanted)
      throws TimeoutException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() - deadline < 0) {
      for (ConsumerRecord<byte[], byte[]> next : consumer.poll(POLL)) {
        read.add(next);
      }
      for (ConsumerRecord<byte[], byte[]> found : read) {
        if (wanted.test(found)) {
          return found;
        }
      }
    }
    throw new TimeoutException("not in the log within " + PATIENCE);
  }
}
