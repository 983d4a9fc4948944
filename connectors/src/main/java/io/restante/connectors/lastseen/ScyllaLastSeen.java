package io.restante.connectors.lastseen;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import io.restante.contract.UserId;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/// The table `last_seen`. Each write bears the time that it is about as its timestamp, so the
/// latest holds, in whatever order they come. Thread-safe.
final class ScyllaLastSeen implements LastSeenStore {
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(2);
  private static final long MICROS_PER_MS = 1_000;

  private final CqlSession session;
  private final PreparedStatement write;
  private final PreparedStatement forget;

  private ScyllaLastSeen(CqlSession session, String keyspace) {
    this.session = session;
    this.write =
        session.prepare(
            "INSERT INTO "
                + keyspace
                + ".last_seen (user, seen_at) VALUES (:user, :seen) USING TIMESTAMP :at");
    this.forget =
        session.prepare(
            "DELETE FROM " + keyspace + ".last_seen USING TIMESTAMP :at WHERE user = :user");
  }

  /// Connects.
  ///
  /// @throws com.datastax.oss.driver.api.core.DriverException when the store does not answer, or
  ///   has not the table
  static ScyllaLastSeen open(StoreSettings settings) {
    List<InetSocketAddress> resolved =
        settings.contactPoints().stream()
            .map(point -> new InetSocketAddress(point.getHostString(), point.getPort()))
            .toList();
    CqlSession session =
        CqlSession.builder()
            .addContactPoints(resolved)
            .withLocalDatacenter(settings.datacenter())
            .withConfigLoader(
                DriverConfigLoader.programmaticBuilder()
                    .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, REQUEST_TIMEOUT)
                    .withStringList(
                        DefaultDriverOption.METADATA_SCHEMA_REFRESHED_KEYSPACES,
                        List.of(settings.keyspace()))
                    .withInt(DefaultDriverOption.NETTY_IO_SIZE, 1)
                    .withInt(DefaultDriverOption.NETTY_ADMIN_SIZE, 1)
                    .withBoolean(DefaultDriverOption.NETTY_DAEMON, true)
                    .build())
            .build();
    try {
      return new ScyllaLastSeen(session, settings.keyspace());
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  @Override
  public CompletionStage<?> write(UserId user, long seenMs) {
    return session.executeAsync(
        write
            .boundStatementBuilder()
            .setUuid("user", uuid(user))
            .setInstant("seen", Instant.ofEpochMilli(seenMs))
            .setLong("at", seenMs * MICROS_PER_MS)
            .setIdempotence(true)
            .build());
  }

  @Override
  public CompletionStage<?> forget(UserId user, long nowMs) {
    return session.executeAsync(
        forget
            .boundStatementBuilder()
            .setUuid("user", uuid(user))
            .setLong("at", nowMs * MICROS_PER_MS)
            .setIdempotence(true)
            .build());
  }

  private static UUID uuid(UserId user) {
    return new UUID(user.high(), user.low());
  }

  @Override
  public void close() {
    session.close();
  }
}
