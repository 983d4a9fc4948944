package io.restante.connectors.directory;

import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.function.Consumer;

/// A new replication slot, and the database exactly as it is where the slot begins: what was
/// committed before is seen here, all else comes out of the slot, nothing in both.
///
/// Used by one thread at a time. Memory: one batch of rows, whatever the tables hold.
final class ExportedSnapshot implements RowSource, AutoCloseable {
  private static final int ANSWER_SECONDS_MAX = 300;
  private static final int FETCH_ROWS = 1_000;

  private final Connection replication;
  private final Connection reading;
  private final long lsn;

  private ExportedSnapshot(Connection replication, Connection reading, long lsn) {
    this.replication = replication;
    this.reading = reading;
    this.lsn = lsn;
  }

  /// Creates the slot and begins to read.
  ///
  /// Waits for the transactions that are under way.
  ///
  /// @throws SourceException when there is a slot of that name, or the database does not answer
  static ExportedSnapshot begin(SourceSettings settings) {
    Properties properties = settings.properties(ANSWER_SECONDS_MAX);
    properties.setProperty("replication", "database");
    properties.setProperty("assumeMinServerVersion", "15");
    properties.setProperty("preferQueryMode", "simple");
    try {
      // Kept open: the snapshot lives as long as this connection does nothing else.
      Connection replication = DriverManager.getConnection(settings.url(), properties);
      try {
        return export(settings, replication);
      } catch (SQLException e) {
        replication.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new SourceException("a snapshot of the directory can't be begun", e);
    }
  }

  private static ExportedSnapshot export(SourceSettings settings, Connection replication)
      throws SQLException {
    String create =
        "CREATE_REPLICATION_SLOT " + settings.slot() + " LOGICAL pgoutput (SNAPSHOT 'export')";
    try (Statement statement = replication.createStatement();
        ResultSet slot = statement.executeQuery(create)) {
      slot.next();
      long lsn = lsn(slot.getString("consistent_point"));
      Connection reading =
          DriverManager.getConnection(settings.url(), settings.properties(ANSWER_SECONDS_MAX));
      try {
        reading.setAutoCommit(false);
        reading.setReadOnly(true);
        reading.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        try (Statement use = reading.createStatement()) {
          use.execute("SET TRANSACTION SNAPSHOT '" + slot.getString("snapshot_name") + "'");
        }
        return new ExportedSnapshot(replication, reading, lsn);
      } catch (SQLException e) {
        reading.close();
        throw e;
      }
    }
  }

  /// Reads a log sequence number, two hexadecimal numbers with a slash between.
  static long lsn(String text) {
    int slash = text.indexOf('/');
    return (Long.parseLong(text, 0, slash, 16) << 32)
        | Long.parseLong(text, slash + 1, text.length(), 16);
  }

  /// Returns where the slot begins.
  long lsn() {
    return lsn;
  }

  @Override
  public void rows(Table table, Consumer<? super Columns> taker) {
    try (Statement statement = reading.createStatement()) {
      statement.setFetchSize(FETCH_ROWS);
      try (ResultSet rows = statement.executeQuery(table.selectAll())) {
        StoredRow row = new StoredRow(rows);
        while (rows.next()) {
          taker.accept(row);
        }
      }
    } catch (SQLException e) {
      throw new SourceException("a table of the directory can't be read", e);
    }
  }

  @Override
  public List<RowKey> missing(Table table, Collection<RowKey> keys) {
    List<RowKey> asked = List.copyOf(keys);
    try (PreparedStatement statement = reading.prepareStatement(missingSql(table))) {
      for (int part = 0; part < table.keyColumns().size(); part++) {
        statement.setArray(part + 1, array(asked, part));
      }
      List<RowKey> missing = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          missing.add(asked.get(rows.getInt(1) - 1));
        }
      }
      return missing;
    } catch (SQLException e) {
      throw new SourceException("the directory can't be asked for rows", e);
    }
  }

  private Array array(List<RowKey> keys, int part) throws SQLException {
    Object[] values = keys.stream().map(key -> key.parts().get(part)).toArray();
    boolean isId = values.length > 0 && values[0] instanceof UUID;
    return reading.createArrayOf(isId ? "uuid" : "bigint", values);
  }

  /// Numbers the keys from 1, and leaves those over that no row has.
  private static String missingSql(Table table) {
    List<String> columns = table.keyColumns();
    List<String> arrays = columns.stream().map(_ -> "?").toList();
    List<String> equal = columns.stream().map(column -> "t." + column + " = k." + column).toList();
    return "SELECT k.number FROM unnest("
        + String.join(", ", arrays)
        + ") WITH ORDINALITY AS k("
        + String.join(", ", columns)
        + ", number) WHERE NOT EXISTS (SELECT 1 FROM "
        + table.sqlName()
        + " AS t WHERE "
        + String.join(" AND ", equal)
        + ")";
  }

  @Override
  public void close() {
    try (replication;
        reading) {
      reading.rollback();
    } catch (SQLException e) {
      throw new SourceException("a snapshot of the directory can't be ended", e);
    }
  }
}
