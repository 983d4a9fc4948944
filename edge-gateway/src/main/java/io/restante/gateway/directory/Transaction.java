package io.restante.gateway.directory;

import io.restante.contract.GroupId;
import io.restante.contract.UserId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Statements in a transaction, with the directory's types as arguments. Not thread-safe.
final class Transaction {
  private final Connection connection;
  private boolean isRolledBack;

  Transaction(Connection connection) {
    this.connection = connection;
  }

  /// Makes something out of the current row.
  @FunctionalInterface
  interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /// Runs a statement that changes rows, and returns how many.
  int update(String sql, Object... arguments) throws SQLException {
    try (PreparedStatement statement = prepare(sql, arguments)) {
      return statement.executeUpdate();
    }
  }

  /// Runs a statement that returns rows.
  <T> List<T> list(String sql, Reader<T> reader, Object... arguments) throws SQLException {
    try (PreparedStatement statement = prepare(sql, arguments);
        ResultSet rows = statement.executeQuery()) {
      List<T> list = new ArrayList<>();
      while (rows.next()) {
        list.add(reader.read(rows));
      }
      return list;
    }
  }

  /// Runs a statement that returns a row at most.
  <T> Optional<T> first(String sql, Reader<T> reader, Object... arguments) throws SQLException {
    return list(sql, reader, arguments).stream().findFirst();
  }

  /// Undoes what has been done, once the work returns.
  void rollBack() {
    isRolledBack = true;
  }

  boolean isRolledBack() {
    return isRolledBack;
  }

  private PreparedStatement prepare(String sql, Object... arguments) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    try {
      for (int i = 0; i < arguments.length; i++) {
        statement.setObject(i + 1, toSql(arguments[i]));
      }
      return statement;
    } catch (SQLException | RuntimeException e) {
      statement.close();
      throw e;
    }
  }

  private Object toSql(Object value) throws SQLException {
    return switch (value) {
      case UserId user -> new UUID(user.high(), user.low());
      case GroupId group -> new UUID(group.high(), group.low());
      case UserIds users -> connection.createArrayOf("uuid", users.toUuids());
      case OpaqueBytes bytes -> bytes.toByteArray();
      case Instant instant -> OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
      case Enum<?> constant -> constant.name();
      case NumberTags tags -> connection.createArrayOf("bytea", tags.toArrays());
      default -> value;
    };
  }

  /// Reads a user id.
  static UserId user(ResultSet row, String column) throws SQLException {
    UUID uuid = row.getObject(column, UUID.class);
    return new UserId(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
  }

  /// Reads a group id.
  static GroupId group(ResultSet row, String column) throws SQLException {
    UUID uuid = row.getObject(column, UUID.class);
    return new GroupId(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
  }

  /// Reads a time.
  static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  /// Reads bytes.
  static OpaqueBytes bytes(ResultSet row, String column) throws SQLException {
    return OpaqueBytes.copyOf(row.getBytes(column));
  }
}
