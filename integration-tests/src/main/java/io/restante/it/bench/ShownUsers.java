package io.restante.it.bench;

import io.restante.contract.DirectoryKeys;
import io.restante.contract.RecipientPartitioner;
import io.restante.contract.Topics;
import io.restante.contract.UserId;
import io.restante.directory.GroupAddsAudience;
import io.restante.directory.LastSeenAudience;
import io.restante.directory.UserRow;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Writes users into the log, as the directory's connector does, who show everybody when they are
/// there.
record ShownUsers(String bootstrapServers) {
  void write(List<UserId> users) {
    UserRow row =
        new UserRow(
            1L, 1L, LastSeenAudience.EVERYONE, true, GroupAddsAudience.EVERYONE, Instant.EPOCH);
    String topic = Topics.USERS.name();
    byte[] value = Topics.USERS.values().serializer().serialize(topic, row);
    try (KafkaProducer<byte[], byte[]> log =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 5),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      int partitions = log.partitionsFor(topic).size();
      for (UserId user : users) {
        byte[] key = Topics.USERS.keys().serializer().serialize(topic, DirectoryKeys.user(user));
        int partition = RecipientPartitioner.partition(user, partitions);
        var _ = log.send(new ProducerRecord<>(topic, partition, key, value));
      }
      log.flush();
    }
  }
}
