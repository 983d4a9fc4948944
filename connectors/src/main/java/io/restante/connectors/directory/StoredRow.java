package io.restante.connectors.directory;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.UUID;

/// The current row of a result.
///
/// @param row moved on by its owner
record StoredRow(ResultSet row) implements Columns {
  @Override
  public UUID uuid(String column) {
    return value(column, UUID.class);
  }

  @Override
  public long number(String column) {
    try {
      return row.getLong(column);
    } catch (SQLException e) {
      throw unreadable(e);
    }
  }

  @Override
  public boolean truth(String column) {
    return value(column, Boolean.class);
  }

  @Override
  public String text(String column) {
    return value(column, String.class);
  }

  @Override
  public long millis(String column) {
    return value(column, OffsetDateTime.class).toInstant().toEpochMilli();
  }

  private <T> T value(String column, Class<T> type) {
    try {
      return Objects.requireNonNull(row.getObject(column, type), column);
    } catch (SQLException e) {
      throw unreadable(e);
    }
  }

  private static SourceException unreadable(SQLException e) {
    return new SourceException("a row of the directory can't be read", e);
  }
}
