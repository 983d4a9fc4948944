package io.restante.local;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import io.restante.local.postgres.PostgresException;
import io.restante.local.postgres.PostgresServer;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// The directory (PostgreSQL) and the key store (Cassandra) of an estate.
///
/// Each can be killed, stopped and started again; it comes back at the same address with what it
/// held. Thread-safe.
public final class EstateStores {
  /// The key store's data centre.
  public static final String DATACENTER = "datacenter1";

  /// The key store's keyspace.
  public static final String KEYSPACE = "restante";

  private static final String DIRECTORY_SERVED =
      "SELECT coalesce(sum(calls), 0) FROM pg_stat_statements"
          + " WHERE query NOT LIKE '%pg_stat_statements%' AND query NOT LIKE 'SET %' AND userid ="
          + " (SELECT oid FROM pg_roles WHERE rolname = current_user)";
  private static final String KEYS_SERVED =
      "SELECT value FROM system_views.cql_metrics WHERE name = 'prepared_statements_executed'";

  private final EstateOptions options;
  private final DataDirectory data;
  private final EstateCommands commands;
  private final EstateProcess directory;
  private final EstateProcess keys;

  EstateStores(EstateOptions options, EstateListener listener) {
    this.options = options;
    this.data = new DataDirectory(options.dataDirectory());
    this.commands = new EstateCommands(options);
    this.directory = new EstateProcess("PostgreSQL", data.log("postgres"), listener);
    this.keys = new EstateProcess("Cassandra", data.log("cassandra"), listener);
  }

  /// Starts of both, side by side.
  ///
  /// @param directory done when the directory serves
  /// @param keys done when the key store serves
  record Starting(CompletableFuture<Void> directory, CompletableFuture<Void> keys) {
    /// Returns when both serve or have failed.
    void settle() {
      Aside.settle(List.of(directory, keys));
    }
  }

  /// Begins to start both.
  ///
  /// @param keysAfter the key store begins when that is done
  Starting begin(CompletableFuture<Void> keysAfter) {
    endOrphan();
    options.endpoints().requireFree(Endpoints.Part.DIRECTORY, 0);
    options.endpoints().requireFree(Endpoints.Part.KEYS, 0);
    generateFiles();
    return new Starting(
        Aside.run("start-postgres", this::startDirectory),
        Aside.runAfter(keysAfter, "start-cassandra", this::startKeys));
  }

  /// Makes the files that accounts need, unless they are there.
  void generateFiles() {
    data.generateKeysIfNew();
    data.generateAccountFilesIfNew();
  }

  /// Stops both, side by side.
  void stop() {
    CompletableFuture<Void> directoryStopped = Aside.run("stop-postgres", directory::stopIfAlive);
    keys.stopIfAlive();
    Aside.await(directoryStopped);
  }

  /// Returns the directory's address as JDBC has it.
  public String directoryUrl() {
    return postgres().url();
  }

  /// Returns the key store's contact point, `host:port`.
  public String keysContactPoint() {
    return commands.keysContactPoint();
  }

  /// Returns the process id of the shell above PostgreSQL.
  public long directoryPid() {
    return directory.pid();
  }

  /// Returns Cassandra's process id.
  public long keysPid() {
    return keys.pid();
  }

  /// Statements that the stores have served since they were started, as they count themselves.
  ///
  /// @param directory statements of PostgreSQL's user `restante`, without those that count and
  ///   those that set up a connection (`SET`)
  /// @param keys prepared statements of Cassandra's; the node uses no others
  public record Served(long directory, long keys) {}

  /// Asks both stores what they have served.
  public Served served() {
    return new Served(directoryServed(), keysServed());
  }

  private long directoryServed() {
    try (Connection connection = connectToDirectory();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(DIRECTORY_SERVED)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new EstateException("the directory does not tell what it served: " + e, e);
    }
  }

  private long keysServed() {
    Endpoints where = options.endpoints();
    try (CqlSession session =
        CqlSession.builder()
            .addContactPoint(new InetSocketAddress(where.address(), where.keysPort()))
            .withLocalDatacenter(DATACENTER)
            .build()) {
      Row row = session.execute(KEYS_SERVED).one();
      if (row == null) {
        throw new EstateException("the key store does not tell what it served");
      }
      return (long) row.getDouble("value");
    }
  }

  /// Connects to the directory as the node does.
  public Connection connectToDirectory() throws SQLException {
    return DriverManager.getConnection(
        directoryUrl(), PostgresServer.NAME, data.directoryPassword());
  }

  /// Starts PostgreSQL after it was stopped or killed, and returns when it serves.
  public void startDirectory() {
    endOrphan();
    options.endpoints().requireFree(Endpoints.Part.DIRECTORY, 0);
    directory.start(() -> postgres().prepare(data.directoryPassword()));
  }

  /// Kills PostgreSQL, as `kill -9` of its shell does: the shell's other half ends the server.
  public void killDirectory() {
    directory.kill();
    endOrphan();
  }

  /// Stops PostgreSQL in order.
  public void stopDirectory() {
    directory.stop();
  }

  /// Starts Cassandra after it was stopped or killed, and returns when it serves.
  public void startKeys() {
    options.endpoints().requireFree(Endpoints.Part.KEYS, 0);
    keys.start(
        () -> {
          data.writeKeysSchema();
          return commands.cassandra();
        });
  }

  /// Stops Cassandra in order.
  public void stopKeys() {
    keys.stop();
  }

  /// Kills Cassandra, as `kill -9` does.
  public void killKeys() {
    keys.kill();
  }

  private void endOrphan() {
    try {
      postgres().endOrphan();
    } catch (PostgresException e) {
      throw new EstateException(String.valueOf(e.getMessage()), e);
    }
  }

  private PostgresServer postgres() {
    return commands.postgres();
  }
}
