package io.restante.it.topology;

import io.restante.contract.Recipients;
import io.restante.contract.Slot;
import io.restante.contract.SlotCodec;
import io.restante.contract.Topics;
import io.restante.contract.UserId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/// Follows `messaging.envelopes`, all partitions, as home nodes together would. Owned by one
/// thread.
public final class EnvelopeLog implements AutoCloseable {
  private static final String FAN_OUT = "streams-fan-out";

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Admin admin;

  /// Begins at the beginning.
  public EnvelopeLog(String bootstrapServers) {
    this.admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                10_000,
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                4 << 20),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> all = partitions(Topics.ENVELOPES.name());
    consumer.assign(all);
    consumer.seekToBeginning(all);
  }

  private List<TopicPartition> partitions(String topic) {
    return consumer.partitionsFor(topic).stream()
        .map(info -> new TopicPartition(topic, info.partition()))
        .toList();
  }

  /// A record as it was read.
  ///
  /// @param recipients whom it names; nobody when it is not shared
  /// @param value null for a tombstone
  public record Seen(
      int partition, long offset, Slot slot, List<UserId> recipients, @Nullable ByteBuffer value) {
    /// Copies the list.
    public Seen {
      recipients = List.copyOf(recipients);
    }
  }

  /// Returns what is new, in the order of each partition.
  public List<Seen> poll(Duration limit) {
    List<Seen> seen = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(limit)) {
      seen.add(seen(record));
    }
    return seen;
  }

  /// Moves to the end: only what comes from now on is read.
  public void skip() {
    consumer.seekToEnd(consumer.assignment());
    consumer.assignment().forEach(consumer::position);
  }

  private static Seen seen(ConsumerRecord<byte[], byte[]> record) {
    Header header = record.headers().lastHeader(Recipients.HEADER);
    return new Seen(
        record.partition(),
        record.offset(),
        SlotCodec.decode(ByteBuffer.wrap(record.key())),
        header == null ? List.of() : Recipients.decode(header.value()),
        record.value() == null ? null : ByteBuffer.wrap(record.value()));
  }

  /// Returns the sum of the offsets at the ends of a topic's partitions.
  public long end(String topic) {
    return consumer.endOffsets(partitions(topic)).values().stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  /// Returns the sum of the offsets that will be read next.
  public long position() {
    return consumer.assignment().stream().mapToLong(consumer::position).sum();
  }

  /// Returns how many partitions there are.
  public int partitionCount() {
    return consumer.assignment().size();
  }

  /// Returns how many records are left in each partition of the messages on their way to groups.
  public Map<Integer, Long> undone() {
    List<TopicPartition> all = partitions(Topics.GROUP_ENVELOPES.name());
    Map<Integer, Long> left = new HashMap<>();
    for (TopicPartition partition : all) {
      long count =
          offset(partition, OffsetSpec.latest()) - offset(partition, OffsetSpec.earliest());
      if (count > 0) {
        left.put(partition.partition(), count);
      }
    }
    return left;
  }

  /// Tells whether the fan-out has committed that it has read messages.
  public boolean haveBeenTaken(List<Posted> posted) {
    Map<TopicPartition, OffsetAndMetadata> committed = committed();
    return posted.stream()
        .map(Posted::place)
        .allMatch(
            place -> {
              OffsetAndMetadata read =
                  committed.get(
                      new TopicPartition(Topics.GROUP_ENVELOPES.name(), place.partition()));
              return read != null && read.offset() > place.offset();
            });
  }

  /// Tells whether the fan-out has committed that it has read all rows of members, and what came of
  /// them is in the log.
  public boolean haveMembersBeenTaken() {
    Map<TopicPartition, OffsetAndMetadata> committed = committed();
    return partitions(Topics.GROUP_MEMBERS.name()).stream()
        .allMatch(
            partition -> {
              OffsetAndMetadata read = committed.get(partition);
              long end = offset(partition, OffsetSpec.latest());
              return end == 0 || (read != null && read.offset() >= end);
            });
  }

  private Map<TopicPartition, OffsetAndMetadata> committed() {
    return admin
        .listConsumerGroupOffsets(FAN_OUT)
        .partitionsToOffsetAndMetadata()
        .toCompletionStage()
        .toCompletableFuture()
        .join();
  }

  private long offset(TopicPartition partition, OffsetSpec which) {
    return admin
        .listOffsets(Map.of(partition, which))
        .partitionResult(partition)
        .toCompletionStage()
        .toCompletableFuture()
        .join()
        .offset();
  }

  @Override
  public void close() {
    consumer.close();
    admin.close();
  }
}
