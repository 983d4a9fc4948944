package io.restante.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import io.restante.contract.DirectoryKeys;
import io.restante.contract.RecipientPartitioner;
import io.restante.contract.Topics;
import io.restante.contract.UserId;
import io.restante.presence.Status;
import io.restante.presence.StatusKey;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// When users were last there gets from the log into the real store, though the connector is
/// killed.
final class LastSeenTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final UserId ALICE = new UserId(0x019A_0000_0000_7000L, 1);
  private static final UserId BOB = new UserId(0x019A_0000_0000_7000L, 2);
  private static final Instant EARLY = Instant.ofEpochMilli(1_795_316_400_123L);
  private static final Instant LATE = EARLY.plusSeconds(3_600);

  @TempDir Path directory;

  @Test
  void theLastOfEverybodyIsKeptAndNothingOfWhoIsGone() throws Exception {
    EstateOptions options = EstateOptions.in(directory).withAccounts().withConnectors();
    try (Estate estate = Estate.start(options);
        KafkaProducer<byte[], byte[]> log =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", estate.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        CqlSession store =
            CqlSession.builder()
                .addContactPoint(
                    new InetSocketAddress(
                        options.endpoints().address(), options.endpoints().keysPort()))
                .withLocalDatacenter(EstateStores.DATACENTER)
                .build()) {
      append(log, ALICE, new Status(true, EARLY.minusSeconds(60)));
      append(log, ALICE, new Status(false, EARLY));
      append(log, BOB, new Status(false, EARLY));
      await(store, ALICE, EARLY);
      await(store, BOB, EARLY);

      estate.connector().kill();
      append(log, ALICE, new Status(false, LATE));
      append(log, BOB, null);
      estate.connector().start();

      await(store, ALICE, LATE);
      await(store, BOB, null);
    }
  }

  private static void append(
      KafkaProducer<byte[], byte[]> log, UserId user, @Nullable Status status) throws Exception {
    String topic = Topics.STATUS.name();
    StatusKey key = new StatusKey(DirectoryKeys.id16(user));
    var _ =
        log.send(
                new ProducerRecord<>(
                    topic,
                    RecipientPartitioner.partition(user, 16),
                    Topics.STATUS.keys().serializer().serialize(topic, key),
                    Topics.STATUS.values().serializer().serialize(topic, status)))
            .get();
  }

  private static void await(CqlSession store, UserId user, @Nullable Instant expected) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Instant seen = seen(store, user);
    while (!Objects.equals(seen, expected) && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(50_000_000);
      seen = seen(store, user);
    }
    assertThat(seen).isEqualTo(expected);
  }

  private static @Nullable Instant seen(CqlSession store, UserId user) {
    Row row =
        store
            .execute(
                "SELECT seen_at FROM restante.last_seen WHERE user = ?",
                new UUID(user.high(), user.low()))
            .one();
    return row == null ? null : row.getInstant("seen_at");
  }
}
