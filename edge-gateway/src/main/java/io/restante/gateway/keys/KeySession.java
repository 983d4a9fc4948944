package io.restante.gateway.keys;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.ResultSet;
import com.datastax.oss.driver.api.core.cql.Statement;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The connection to the key store, made in the background: a node serves its message path before
/// the key store is there, and again when it is back. Thread-safe.
final class KeySession implements AutoCloseable {
  private static final Duration RECONNECT_FIRST = Duration.ofMillis(200);
  private static final Duration RECONNECT_MAX = Duration.ofSeconds(1);

  private final KeyStoreSettings settings;
  private final CompletableFuture<CqlSession> session;
  private final ReentrantLock preparing = new ReentrantLock();

  // Guarded by preparing.
  private @Nullable KeyStatements statements;

  private KeySession(KeyStoreSettings settings, CompletableFuture<CqlSession> session) {
    this.settings = settings;
    this.session = session;
  }

  /// Begins to connect, and goes on until it is connected.
  static KeySession open(KeyStoreSettings settings, StatementCount count) {
    List<InetSocketAddress> resolved =
        settings.contactPoints().stream()
            .map(point -> new InetSocketAddress(point.getHostString(), point.getPort()))
            .toList();
    return new KeySession(
        settings,
        CqlSession.builder()
            .addContactPoints(resolved)
            .withLocalDatacenter(settings.datacenter())
            .withConfigLoader(config(settings))
            .addRequestTracker(count)
            .buildAsync()
            .toCompletableFuture());
  }

  private static DriverConfigLoader config(KeyStoreSettings settings) {
    return DriverConfigLoader.programmaticBuilder()
        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, settings.requestTimeout())
        .withDuration(DefaultDriverOption.CONNECTION_CONNECT_TIMEOUT, settings.requestTimeout())
        .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, settings.requestTimeout())
        .withBoolean(DefaultDriverOption.RECONNECT_ON_INIT, true)
        .withDuration(DefaultDriverOption.RECONNECTION_BASE_DELAY, RECONNECT_FIRST)
        .withDuration(DefaultDriverOption.RECONNECTION_MAX_DELAY, RECONNECT_MAX)
        .withString(
            DefaultDriverOption.REQUEST_THROTTLER_CLASS, "ConcurrencyLimitingRequestThrottler")
        .withInt(
            DefaultDriverOption.REQUEST_THROTTLER_MAX_CONCURRENT_REQUESTS,
            KeyStoreSettings.STATEMENTS_MAX)
        .withInt(DefaultDriverOption.REQUEST_THROTTLER_MAX_QUEUE_SIZE, KeyStoreSettings.WAITING_MAX)
        .withStringList(
            DefaultDriverOption.METADATA_SCHEMA_REFRESHED_KEYSPACES, List.of(settings.keyspace()))
        .withInt(DefaultDriverOption.NETTY_IO_SIZE, 2)
        .withInt(DefaultDriverOption.NETTY_ADMIN_SIZE, 1)
        .withBoolean(DefaultDriverOption.NETTY_DAEMON, true)
        .build();
  }

  /// Returns the driver's session.
  ///
  /// @throws KeyStoreUnavailableException when there is none within the time of a statement
  CqlSession session() {
    try {
      return session.get(settings.requestTimeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new KeyStoreUnavailableException("the key store cannot be reached", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KeyStoreUnavailableException("interrupted while reaching the key store", e);
    }
  }

  /// Returns the statements, prepared at the first call that succeeds.
  ///
  /// @throws KeyStoreUnavailableException when the store does not answer or has not these tables
  KeyStatements statements() {
    CqlSession connected = session();
    preparing.lock();
    try {
      KeyStatements known = statements;
      if (known == null) {
        known = KeyStatements.prepare(connected, settings.keyspace());
        statements = known;
      }
      return known;
    } catch (DriverException e) {
      throw new KeyStoreUnavailableException("the key store's statements cannot be prepared", e);
    } finally {
      preparing.unlock();
    }
  }

  /// Carries out a statement whose repetition does no harm.
  ///
  /// @throws KeyStoreUnavailableException when it failed or took too long
  ResultSet execute(Statement<?> statement) {
    try {
      return executeRaw(statement);
    } catch (DriverException e) {
      throw new KeyStoreUnavailableException("the key store did not answer", e);
    }
  }

  /// Carries out a statement.
  ///
  /// @throws DriverException when it failed or took too long
  ResultSet executeRaw(Statement<?> statement) {
    return session().execute(statement);
  }

  @Override
  public void close() {
    if (!session.cancel(false) && !session.isCompletedExceptionally()) {
      session.join().close();
    }
  }
}
