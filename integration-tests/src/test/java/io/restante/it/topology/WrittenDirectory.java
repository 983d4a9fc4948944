package io.restante.it.topology;

import io.restante.contract.DirectoryKeys;
import io.restante.contract.RecipientPartitioner;
import io.restante.contract.Topic;
import io.restante.contract.Topics;
import io.restante.contract.UserId;
import io.restante.directory.ContactKey;
import io.restante.directory.ContactRow;
import io.restante.directory.DeviceListMarker;
import io.restante.directory.DeviceRow;
import io.restante.directory.GroupAddsAudience;
import io.restante.directory.LastSeenAudience;
import io.restante.directory.UserRow;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// A directory that a test writes into the log, as the directory's connector does; and topologies
/// beside one broker that read it.
final class WrittenDirectory implements AutoCloseable {
  private static final int PARTITIONS = 16;

  private final KafkaProducer<byte[], byte[]> log;

  WrittenDirectory(String bootstrapServers) {
    this.log =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /// Returns topologies that are not started.
  static TopologiesProcess topologies(Path directory, String bootstrapServers) {
    return topologies(directory, bootstrapServers, Map.of());
  }

  /// Returns topologies that are not started.
  ///
  /// @param more settings over the usual ones
  static TopologiesProcess topologies(
      Path directory, String bootstrapServers, Map<String, String> more) {
    Map<String, String> environment = new HashMap<>();
    environment.put("RESTANTE_KAFKA", bootstrapServers);
    environment.put("RESTANTE_REPLICAS", "1");
    environment.put("RESTANTE_INSYNC_REPLICAS", "1");
    environment.put("RESTANTE_STANDBYS", "0");
    environment.put("RESTANTE_SESSION_TIMEOUT", "PT2S");
    environment.put("RESTANTE_SEGMENT_TIME", "PT15S");
    environment.putAll(more);
    return new TopologiesProcess(
        directory, environment, List.of("-Xmx256m", "-XX:+UseSerialGC"), List.of());
  }

  /// Writes a user with one device list.
  ///
  /// @param lastSeen who may see when he is there
  /// @param tells whether he lets be known what he reads
  void user(UserId user, LastSeenAudience lastSeen, boolean tells) throws Exception {
    UserRow row = new UserRow(1L, 1L, lastSeen, tells, GroupAddsAudience.EVERYONE, Instant.EPOCH);
    append(Topics.USERS, DirectoryKeys.user(user), row, user);
    DeviceRow list = new DeviceRow(null, new DeviceListMarker(1L, 1L), tells);
    append(Topics.DEVICES, DirectoryKeys.list(user), list, user);
  }

  /// Writes that a user has another as a contact.
  void contact(UserId user, UserId contact) throws Exception {
    ContactKey key = new ContactKey(DirectoryKeys.id16(user), DirectoryKeys.id16(contact));
    append(Topics.CONTACTS, key, new ContactRow(1L), user);
  }

  private <K, V> void append(Topic<K, V> topic, K key, V value, UserId user) throws Exception {
    var _ =
        log.send(
                new ProducerRecord<>(
                    topic.name(),
                    RecipientPartitioner.partition(user, PARTITIONS),
                    topic.keys().serializer().serialize(topic.name(), key),
                    topic.values().serializer().serialize(topic.name(), value)))
            .get();
  }

  @Override
  public void close() {
    log.close();
  }
}
