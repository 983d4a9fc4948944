package io.restante.gateway.directory;

import io.restante.gateway.postgres.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// What a dump of a database shows.
final class Rows {
  private static final String TABLES =
      "SELECT quote_ident(table_name) FROM information_schema.tables"
          + " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'";

  private Rows() {}

  /// Returns every row of every table as text; bytes are in hexadecimal digits.
  static List<String> all(String url) {
    try (Connection connection = DriverManager.getConnection(url, TestPostgres.USER, "")) {
      List<String> rows = new ArrayList<>();
      for (String table : strings(connection, TABLES)) {
        for (String row : strings(connection, "SELECT t::text FROM " + table + " AS t")) {
          rows.add(table + row);
        }
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException("a database could not be searched", e);
    }
  }

  /// Runs statements as the owner of the database.
  static void run(String url, String sql) {
    try (Connection connection = DriverManager.getConnection(url, TestPostgres.USER, "");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException("a statement of a test failed", e);
    }
  }

  private static List<String> strings(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> strings = new ArrayList<>();
      while (rows.next()) {
        strings.add(rows.getString(1));
      }
      return strings;
    }
  }
}
