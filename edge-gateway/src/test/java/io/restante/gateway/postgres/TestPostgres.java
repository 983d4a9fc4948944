package io.restante.gateway.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/// Starts the server when it is first asked for, and stops it with the JVM. Thread-safe.
public final class TestPostgres {
  /// The user that the databases belong to.
  public static final String USER = "postgres";

  private static final AtomicInteger DATABASES = new AtomicInteger();

  private TestPostgres() {}

  /// Held back until the first use.
  private static final class Server {
    private static final EmbeddedPostgres RUNNING = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /// Makes an empty database, and returns its address.
  public static String newDatabase() {
    String name = "test" + DATABASES.incrementAndGet();
    try (Connection connection = Server.RUNNING.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException("a database for a test could not be made", e);
    }
    return "jdbc:postgresql://localhost:" + Server.RUNNING.getPort() + "/" + name;
  }
}
