package io.restante.gateway.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.gateway.postgres.DirectoryWorld;
import io.restante.gateway.postgres.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PoolTest {
  private static final int POOL = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String STATES =
      "SELECT count(*), count(*) FILTER (WHERE state = 'idle') FROM pg_stat_activity"
          + " WHERE application_name = 'restante-gateway' AND datname = current_database()";

  @Test
  void connectionsThatWaitAreInNoTransactionWhichPostgresWouldEnd() throws SQLException {
    try (DirectoryWorld world = new DirectoryWorld();
        Connection other = DriverManager.getConnection(world.url(), TestPostgres.USER, "")) {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      String states = states(other);
      while (!states.equals(POOL + " there, " + POOL + " idle")
          && System.nanoTime() - deadline < 0) {
        states = states(other);
      }

      assertThat(states).isEqualTo("20 there, 20 idle");
    }
  }

  private static String states(Connection other) throws SQLException {
    try (Statement statement = other.createStatement();
        ResultSet row = statement.executeQuery(STATES)) {
      row.next();
      return row.getInt(1) + " there, " + row.getInt(2) + " idle";
    }
  }
}
