package io.restante.connectors.directory;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The connector's own connection to the database: the lock that only one instance has, the slot,
/// and the heartbeat. Used by one thread at a time.
///
/// Who has the lock has it for as long as the connection lives.
final class SourceDatabase implements AutoCloseable {
  /// What the heartbeat's messages in the write-ahead log are marked with.
  static final String HEARTBEAT = "restante.heartbeat";

  private static final int ANSWER_SECONDS_MAX = 10;
  private static final int RELEASE_ATTEMPTS_MAX = 100;
  private static final long RELEASE_PAUSE_MS = 100;
  private static final String LOCK = "SELECT pg_try_advisory_lock(hashtextextended(?, 0))";
  private static final String SLOT =
      "SELECT wal_status IS NOT DISTINCT FROM 'lost' AS is_gone,"
          + " coalesce(confirmed_flush_lsn - '0/0'::pg_lsn, 0)::bigint AS confirmed"
          + " FROM pg_replication_slots WHERE slot_name = ?";
  // The first eight digits of a log file's name are its timeline; the control file's may be older.
  private static final String END =
      "SELECT s.system_identifier AS system, e.lsn - '0/0'::pg_lsn AS lsn,"
          + " ('x' || substr(pg_walfile_name(e.lsn), 1, 8))::bit(32)::int AS timeline"
          + " FROM pg_control_system() AS s, (SELECT pg_current_wal_lsn() AS lsn) AS e";
  private static final String BEHIND =
      "SELECT (pg_current_wal_lsn() - restart_lsn)::bigint"
          + " FROM pg_replication_slots WHERE slot_name = ?";
  private static final String SILENCE = "SELECT set_config('idle_session_timeout', ?, false)";
  private static final String BEAT = "SELECT pg_logical_emit_message(true, ?, 'beat')";
  private static final String END_READER =
      "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots"
          + " WHERE slot_name = ? AND active_pid IS NOT NULL";
  private static final String DROP =
      "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = ?";

  private final Connection connection;
  private final String slot;

  private SourceDatabase(Connection connection, String slot) {
    this.connection = connection;
    this.slot = slot;
  }

  /// Connects.
  ///
  /// @throws SourceException when the database can't be reached
  static SourceDatabase connect(SourceSettings settings) {
    try {
      Connection connection =
          DriverManager.getConnection(settings.url(), settings.properties(ANSWER_SECONDS_MAX));
      return new SourceDatabase(connection, settings.slot());
    } catch (SQLException e) {
      throw new SourceException("the directory can't be reached", e);
    }
  }

  /// Takes the lock, unless another instance has it.
  boolean tryLock() {
    return first(LOCK, slot, row -> row.getBoolean(1)).orElse(false);
  }

  /// Returns the replication slot, if there is one.
  Optional<StartPlan.Slot> slot() {
    return first(
        SLOT, slot, row -> new StartPlan.Slot(row.getBoolean("is_gone"), row.getLong("confirmed")));
  }

  /// Returns where the database's log ends now.
  StartPlan.Place end() {
    return first(
            END,
            null,
            row ->
                new StartPlan.Place(
                    row.getLong("system"), row.getInt("timeline"), row.getLong("lsn")))
        .orElseThrow(() -> new SourceException("the directory does not say where it is"));
  }

  /// From now on the database ends this connection, and with it the lock, when nothing is heard for
  /// a while: a process that stands still must not keep others from taking over.
  void endWhenSilent(Duration silence) {
    var _ = first(SILENCE, Long.toString(silence.toMillis()), row -> true);
  }

  /// Returns how much of its log the database keeps for the slot, bytes.
  long behindBytes() {
    return first(BEHIND, slot, row -> row.getLong(1)).orElse(0L);
  }

  /// Writes a heartbeat into the log: it comes out of the slot, and proves that the way is open.
  void beat() {
    var _ = first(BEAT, HEARTBEAT, row -> true);
  }

  /// Ends whoever still reads the slot: what is left of an instance that has lost the lock.
  ///
  /// @throws SourceException when it does not end
  void release() throws InterruptedException {
    for (int attempt = 0; attempt < RELEASE_ATTEMPTS_MAX; attempt++) {
      if (first(END_READER, slot, row -> true).isEmpty()) {
        return;
      }
      var _ = new CountDownLatch(1).await(RELEASE_PAUSE_MS, TimeUnit.MILLISECONDS);
    }
    throw new SourceException("another reader does not let go of the replication slot");
  }

  /// Drops the slot if there is one.
  void dropSlot() {
    var _ = first(DROP, slot, row -> true);
  }

  /// Makes something out of a row.
  @FunctionalInterface
  private interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  private <T> Optional<T> first(String sql, @Nullable String argument, Reader<T> reader) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      if (argument != null) {
        statement.setString(1, argument);
      }
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? Optional.of(reader.read(rows)) : Optional.empty();
      }
    } catch (SQLException e) {
      throw new SourceException("the directory did not answer", e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new SourceException("the connection to the directory can't be closed", e);
    }
  }
}
