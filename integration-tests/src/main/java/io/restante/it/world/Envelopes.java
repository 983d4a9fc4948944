package io.restante.it.world;

import io.restante.contract.DeviceAddress;
import io.restante.contract.EnvelopeCodec;
import io.restante.contract.MessageId;
import io.restante.contract.Slot;
import io.restante.contract.SlotCodec;
import io.restante.contract.Topics;
import io.restante.messaging.EnvelopeKind;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// `messaging.envelopes` as an operator sees it: filled and read beside the gateway. Owned by one
/// thread.
public final class Envelopes implements AutoCloseable {
  private static final String TOPIC = Topics.ENVELOPES.name();
  private static final String GROUP = "gateway-local";
  private static final Duration POLL = Duration.ofMillis(200);
  private static final long LOOK_NANOS = 100_000_000;

  private final String bootstrapServers;
  private final Admin admin;

  /// Connects to a broker.
  public Envelopes(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
    this.admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
  }

  /// An envelope to be written as if a gateway had taken it in.
  ///
  /// @param partition the recipient's
  /// @param recipient the device it is for
  /// @param sender the device it seems to come from
  /// @param id the message
  /// @param number its place in the conversation
  public record Draft(
      int partition, DeviceAddress recipient, DeviceAddress sender, MessageId id, long number) {}

  /// Returns how many partitions the topic has.
  public int partitions() {
    return get(admin.describeTopics(List.of(TOPIC)).allTopicNames())
        .values()
        .iterator()
        .next()
        .partitions()
        .size();
  }

  /// Writes envelopes in the order given, in large batches, and returns when all are in the log.
  ///
  /// @param ciphertexts gives each envelope's bytes
  public void fill(Iterable<Draft> drafts, Function<Draft, ByteBuffer> ciphertexts, long nowMs) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.BATCH_SIZE_CONFIG,
                256 * 1024,
                ProducerConfig.LINGER_MS_CONFIG,
                20),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      int attempt = 0;
      for (Draft draft : drafts) {
        Slot slot = Slot.ofMessage(draft.recipient(), draft.id(), ++attempt);
        byte[] value =
            EnvelopeCodec.encodeMessage(
                draft.id(), draft.sender(), draft.number(), nowMs, 0, ciphertexts.apply(draft));
        var _ =
            producer.send(
                new ProducerRecord<>(TOPIC, draft.partition(), SlotCodec.encode(slot), value));
      }
      producer.flush();
    }
  }

  /// Returns the offset after the last record of each partition.
  public Map<TopicPartition, Long> ends() {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      return consumer.endOffsets(all(consumer));
    }
  }

  /// Waits until the gateway's index has taken in everything before some offsets.
  ///
  /// @throws TimeoutException when that takes too long
  public void awaitTakenIn(Map<TopicPartition, Long> ends, Duration patience)
      throws TimeoutException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!isTakenIn(ends)) {
      if (System.nanoTime() - deadline > 0) {
        throw new TimeoutException("the node has not taken in the log within " + patience);
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  /// Counts, for each recipient, which slots were written and which of those were emptied, of
  /// messages to them and to groups, from some offsets to the present end.
  public Census census(Map<TopicPartition, Long> from) {
    Census census = new Census();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      List<TopicPartition> partitions = all(consumer);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      consumer.assign(partitions);
      partitions.forEach(partition -> consumer.seek(partition, from.getOrDefault(partition, 0L)));
      while (partitions.stream()
          .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
        for (ConsumerRecord<byte[], byte[]> read : consumer.poll(POLL)) {
          Slot slot = SlotCodec.decode(ByteBuffer.wrap(read.key()));
          if (slot.kind() == EnvelopeKind.MESSAGE || slot.kind() == EnvelopeKind.GROUP_MESSAGE) {
            census.add(read.key(), read.value() == null);
          }
        }
      }
    }
    return census;
  }

  @Override
  public void close() {
    admin.close();
  }

  private boolean isTakenIn(Map<TopicPartition, Long> ends) {
    Map<TopicPartition, OffsetAndMetadata> committed =
        get(admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata());
    for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
      OffsetAndMetadata offset = committed.get(end.getKey());
      if (end.getValue() > 0 && (offset == null || offset.offset() < end.getValue())) {
        return false;
      }
    }
    return true;
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 4 << 20);
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private static List<TopicPartition> all(KafkaConsumer<byte[], byte[]> consumer) {
    return consumer.partitionsFor(TOPIC).stream()
        .map(partition -> new TopicPartition(TOPIC, partition.partition()))
        .toList();
  }

  private static <T> T get(KafkaFuture<T> future) {
    try {
      return future.get(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking the broker", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the broker does not answer", e);
    }
  }
}
