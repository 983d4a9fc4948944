package io.restante.it.faults;

import io.restante.contract.DeviceAddress;
import io.restante.contract.EnvelopeCodec;
import io.restante.contract.RecipientPartitioner;
import io.restante.contract.Slot;
import io.restante.contract.SlotCodec;
import io.restante.contract.Topics;
import io.restante.it.device.Device;
import io.restante.it.device.DeviceListener;
import io.restante.it.device.DeviceWorld;
import io.restante.it.world.SignedTickets;
import io.restante.it.world.TestEstate;
import io.restante.local.Estate;
import io.restante.local.EstateOptions;
import io.restante.local.NodeProgram;
import io.restante.messaging.KeysLow;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/// The story of an old owner on a real estate: a notice, a newer notice in the same slot, and then
/// the tombstone of the first one, late, as a node appends it that stood still meanwhile. The log
/// is compacted, and only then does the device come.
final class LateTombstone {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long LOOK_NANOS = 200_000_000;
  private static final int FIRST = 1;
  private static final int SECOND = 2;

  private final Estate estate;
  private final DeviceWorld world;
  private final DeviceAddress address;
  private final TopicPartition partition;
  private final byte[] key;

  private LateTombstone(Estate estate, DeviceWorld world) {
    this.estate = estate;
    this.world = world;
    this.address = new DeviceAddress(world.newUser(), 1);
    int partitions = 1;
    this.partition =
        new TopicPartition(
            Topics.ENVELOPES.name(), RecipientPartitioner.partition(address.user(), partitions));
    this.key = SlotCodec.encode(Slot.ofKeysLow(address));
  }

  /// Tells the story to an estate of its own.
  ///
  /// @param planted classes that the node has instead of the product's
  /// @return the number in the notice that the device was shown last; 0 when it was shown none
  static int shownWith(List<Path> planted, Path directory) throws Exception {
    EstateOptions options =
        EstateOptions.in(directory.resolve("data"))
            .withPartitions(1)
            .withTopicSetting(Topics.ENVELOPES.name(), "segment.ms", "2000")
            .withTopicSetting(Topics.ENVELOPES.name(), "max.compaction.lag.ms", "2000")
            .withNodeProgram(new NodeProgram(NodeProgram.GATEWAY.mainClass(), planted));
    InstantSource clock = InstantSource.system();
    try (Estate estate = Estate.start(options);
        DeviceWorld world =
            new DeviceWorld(
                estate::gatewayUri,
                new SignedTickets(estate.ticketSigningKey(), clock),
                clock,
                1)) {
      return new LateTombstone(estate, world).tell();
    }
  }

  private int tell() throws Exception {
    long second;
    try (KafkaProducer<byte[], byte[]> oldOwner =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", estate.bootstrapServers(), "acks", "all"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      long first = append(oldOwner, EnvelopeCodec.encodeKeysLow(FIRST, FIRST), List.of());
      second = append(oldOwner, EnvelopeCodec.encodeKeysLow(SECOND, SECOND), List.of());
      byte[] answers = ByteBuffer.allocate(Long.BYTES).putLong(first).array();
      append(oldOwner, null, List.of(new RecordHeader("answers", answers)));
    }
    awaitCompacted(second);
    return shown();
  }

  private long append(
      KafkaProducer<byte[], byte[]> producer, byte @Nullable [] value, List<Header> headers)
      throws Exception {
    ProducerRecord<byte[], byte[]> appended =
        new ProducerRecord<>(partition.topic(), partition.partition(), null, key, value, headers);
    return producer.send(appended).get(PATIENCE.toSeconds(), TimeUnit.SECONDS).offset();
  }

  /// Waits until the record at an offset has been cleaned away.
  private void awaitCompacted(long offset) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try (KafkaConsumer<byte[], byte[]> log =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", estate.bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      log.assign(List.of(partition));
      while (firstFrom(log, offset) == offset) {
        if (System.nanoTime() - deadline > 0) {
          throw new IllegalStateException("offset " + offset + " not compacted in " + PATIENCE);
        }
        LockSupport.parkNanos(LOOK_NANOS);
      }
    }
  }

  private long firstFrom(KafkaConsumer<byte[], byte[]> log, long offset) {
    log.seek(partition, offset);
    List<ConsumerRecord<byte[], byte[]>> found = log.poll(PATIENCE).records(partition);
    return found.isEmpty() ? offset : found.getFirst().offset();
  }

  private int shown() throws InterruptedException {
    AtomicInteger shown = new AtomicInteger();
    CountDownLatch drained = new CountDownLatch(1);
    DeviceListener listener =
        new DeviceListener() {
          @Override
          public void keysLow(KeysLow left) {
            shown.set(left.getPreKeys());
          }

          @Override
          public void drained() {
            drained.countDown();
          }
        };
    Device device = new Device(world, address, TestEstate.EAGER, listener);
    device.connect();
    if (!drained.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException("not drained in " + PATIENCE);
    }
    device.close();
    return shown.get();
  }
}
