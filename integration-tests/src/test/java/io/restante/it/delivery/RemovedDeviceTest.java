package io.restante.it.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.DeviceAddress;
import io.restante.contract.DirectoryKeys;
import io.restante.contract.RecipientPartitioner;
import io.restante.contract.Topics;
import io.restante.contract.UserId;
import io.restante.directory.DeviceRow;
import io.restante.directory.ListedDevice;
import io.restante.it.device.Device;
import io.restante.it.device.DeviceListener;
import io.restante.it.world.Census;
import io.restante.it.world.Envelopes;
import io.restante.it.world.TestEstate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A device goes from `directory.devices`: its connection is ended, its tickets are refused, what
/// waits for it is thrown away, and all that holds over a crash of the node.
final class RemovedDeviceTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int REMOVED = 4415;
  private static final int MESSAGES = 20;

  @Test
  void removedDeviceIsCutOffRefusedAndEmptied() throws Exception {
    try (TestEstate estate = TestEstate.start(7);
        Envelopes log = new Envelopes(estate.estate().bootstrapServers());
        KafkaProducer<byte[], byte[]> directory = producer(estate)) {
      // Given
      UserId user = estate.world().newUser();
      DeviceAddress phone = new DeviceAddress(user, 1);
      DeviceAddress tablet = new DeviceAddress(user, 2);
      DeviceAddress laptop = new DeviceAddress(user, 3);
      for (DeviceAddress device : List.of(phone, tablet, laptop)) {
        put(directory, device, row());
      }
      Codes phoneEnds = new Codes();
      Device connected = new Device(estate.world(), phone, TestEstate.EAGER, phoneEnds);
      connected.connect();
      connected.awaitDrained(1, PATIENCE);
      Map<TopicPartition, Long> begin = log.ends();
      Device writer = estate.newDevice(DeviceListener.DEAF);
      writer.connect();
      for (int i = 0; i < MESSAGES; i++) {
        writer.send(user, List.of(2, 3), new byte[] {1});
      }
      writer.awaitAccepted(PATIENCE);
      assertThat(log.census(begin).holding()).isEqualTo(2 * MESSAGES);

      // When
      put(directory, phone, null);
      put(directory, tablet, null);

      // Then
      phoneEnds.await(REMOVED);
      awaitHolding(log, begin, MESSAGES);

      estate.estate().killNode();
      estate.estate().startNode();
      connected.disconnect();
      connected.connect();
      phoneEnds.await(REMOVED);
      Device kept = new Device(estate.world(), laptop, TestEstate.EAGER, DeviceListener.DEAF);
      kept.connect();
      kept.awaitReceived(MESSAGES, PATIENCE);
      awaitHolding(log, begin, 0);
    }
  }

  private static void awaitHolding(Envelopes log, Map<TopicPartition, Long> begin, long held) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Census census = log.census(begin);
    while (census.holding() != held && System.nanoTime() - deadline < 0) {
      census = log.census(begin);
    }
    assertThat(census.holding()).isEqualTo(held);
  }

  private static DeviceRow row() {
    return new DeviceRow(new ListedDevice(5, 1L, Instant.EPOCH, 1L), null, false);
  }

  private static void put(
      KafkaProducer<byte[], byte[]> directory, DeviceAddress device, @Nullable DeviceRow row)
      throws ExecutionException, InterruptedException {
    String topic = Topics.DEVICES.name();
    byte[] key = Topics.DEVICES.keys().serializer().serialize(topic, DirectoryKeys.device(device));
    byte[] value = row == null ? null : Topics.DEVICES.values().serializer().serialize(topic, row);
    int partition = RecipientPartitioner.partition(device.user(), 16);
    directory.send(new ProducerRecord<>(topic, partition, key, value)).get();
  }

  private static KafkaProducer<byte[], byte[]> producer(TestEstate estate) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", estate.estate().bootstrapServers(), "acks", "all");
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /// Remembers how connections ended.
  private static final class Codes implements DeviceListener {
    private final BlockingQueue<Integer> codes = new LinkedBlockingQueue<>();

    @Override
    public void disconnected(int code, String reason) {
      codes.add(code);
    }

    void await(int wanted) throws InterruptedException {
      Integer code = codes.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      while (code != null && code != wanted) {
        code = codes.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      }
      assertThat(code).isEqualTo(wanted);
    }
  }
}
