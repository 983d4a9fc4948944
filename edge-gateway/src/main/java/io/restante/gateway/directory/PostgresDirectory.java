package io.restante.gateway.directory;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The directory in PostgreSQL: brings the tables to their newest form at the start, owns the pool
/// of connections, and clears away what has expired, every minute. Thread-safe after [#start()].
public final class PostgresDirectory implements Directory, AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(PostgresDirectory.class);
  private static final Duration SWEEP_INTERVAL = Duration.ofMinutes(1);

  /// A statement is given up after 3 s, a wait for a lock after 2 s, so that no caller and no lock
  /// hangs for long.
  private static final String CONNECTION_SETTINGS =
      "SET statement_timeout = '3s'; SET lock_timeout = '2s';"
          + " SET idle_in_transaction_session_timeout = '15s'";

  private final DirectorySettings settings;
  private final InstantSource clock;
  private final PostgresRegistrations registrations;
  private final PostgresLinks links;
  private final PostgresDevices devices;
  private final PostgresPeople people;
  private final PostgresGroups groups;
  private final PostgresAccounts accounts;
  private final Database database;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private @Nullable HikariDataSource pool; // Written by start(), before others see the ports.

  /// Creates a directory that is not connected yet.
  ///
  /// @param keys what turns phone numbers into tags
  /// @param sender brings codes to people
  /// @param clock what expires is judged by it
  /// @param random makes ids, codes and credentials; must be hard to guess and thread-safe
  public PostgresDirectory(
      DirectorySettings settings,
      NumberKeys keys,
      CodeSender sender,
      InstantSource clock,
      RandomGenerator random) {
    this.settings = settings;
    this.clock = clock;
    this.database = new Database(this::dataSource);
    this.registrations = new PostgresRegistrations(database, keys, sender, clock, random);
    this.links = new PostgresLinks(database, clock, random);
    this.devices = new PostgresDevices(database, clock);
    this.people = new PostgresPeople(database, keys);
    this.groups = new PostgresGroups(database, clock, random);
    this.accounts = new PostgresAccounts(database, clock, groups);
  }

  /// Migrates the tables and opens the pool. Nodes may do so at the same time.
  ///
  /// @throws RuntimeException when the store cannot be reached or migrated
  public void start() {
    Flyway.configure()
        .dataSource(settings.url(), settings.user(), settings.password())
        .load()
        .migrate();
    pool = new HikariDataSource(poolConfig());
    Thread.ofVirtual().name("directory-sweep").start(this::sweepUntilStopped);
  }

  private HikariConfig poolConfig() {
    HikariConfig config = new HikariConfig();
    config.setPoolName("directory");
    config.setJdbcUrl(settings.url());
    config.setUsername(settings.user());
    config.setPassword(settings.password());
    config.setMaximumPoolSize(settings.connectionsMax());
    config.setConnectionTimeout(settings.connectionWait().toMillis());
    config.setAutoCommit(false);
    // Ends the transactions that the pool's own statements open; PostgreSQL would end the
    // connection.
    config.setIsolateInternalQueries(true);
    config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    config.setConnectionInitSql(CONNECTION_SETTINGS);
    config.addDataSourceProperty("ApplicationName", "restante-gateway");
    // What a statement was given stays out of error messages, and so out of logs.
    config.addDataSourceProperty("logServerErrorDetail", "false");
    config.addDataSourceProperty("socketTimeout", "10");
    return config;
  }

  /// Returns the pool, for the limits, which live in the same database.
  public DataSource dataSource() {
    return Objects.requireNonNull(pool, "the directory is not started");
  }

  private void sweepUntilStopped() {
    try {
      while (!stopped.await(SWEEP_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
        trySweep();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void trySweep() {
    try {
      sweep();
    } catch (RuntimeException e) {
      LOGGER
          .atWarn()
          .addKeyValue("cause", e.toString())
          .log("what has expired in the directory could not be cleared away");
    }
  }

  /// Clears away registrations and links that have expired, and ids of ended groups that could not
  /// become a new group's any more.
  void sweep() {
    database.transact(
        tx ->
            tx.update("DELETE FROM registrations WHERE expires_at <= ?", clock.instant())
                + tx.update("DELETE FROM links WHERE expires_at <= ?", clock.instant())
                + tx.update(
                    "DELETE FROM ended_groups WHERE ended_at < ?",
                    clock.instant().minus(Groups.ID_TOLERANCE.multipliedBy(3))));
  }

  @Override
  public Registrations registrations() {
    return registrations;
  }

  @Override
  public Links links() {
    return links;
  }

  @Override
  public Devices devices() {
    return devices;
  }

  @Override
  public DeviceLists deviceLists() {
    return devices;
  }

  @Override
  public Profiles profiles() {
    return people;
  }

  @Override
  public Contacts contacts() {
    return people;
  }

  @Override
  public Groups groups() {
    return groups;
  }

  @Override
  public Accounts accounts() {
    return accounts;
  }

  @Override
  public Leftovers leftovers() {
    return devices;
  }

  /// Closes the pool; calls under way may fail.
  @Override
  public void close() {
    stopped.countDown();
    if (pool != null) {
      pool.close();
    }
  }
}
