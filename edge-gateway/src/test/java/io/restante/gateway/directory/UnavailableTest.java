package io.restante.gateway.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;
import io.restante.gateway.limit.LimitRule;
import io.restante.gateway.limit.LimitVerdict;
import io.restante.gateway.limit.PostgresLimits;
import io.restante.gateway.postgres.DirectoryWorld;
import io.restante.gateway.postgres.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// The store does not answer, or not in time.
class UnavailableTest {
  @Test
  void aLockThatIsHeldTooLongIsGivenUpAndNothingIsChanged() throws SQLException {
    try (DirectoryWorld world = new DirectoryWorld();
        Connection other = DriverManager.getConnection(world.url(), TestPostgres.USER, "")) {
      DeviceAddress device = world.register(DirectoryWorld.newNumber(), 1).credential().address();
      other.setAutoCommit(false);
      try (Statement statement = other.createStatement()) {
        statement.execute("SELECT * FROM users FOR UPDATE");
      }

      assertThatThrownBy(() -> world.directory().devices().remove(device))
          .isInstanceOf(DirectoryUnavailableException.class);

      other.rollback();
      assertThat(world.directory().devices().remove(device)).isEqualTo(OptionalLong.of(2));
    }
  }

  @Test
  void withoutTheStoreLimitsRefuse() {
    DirectoryWorld world = new DirectoryWorld();
    PostgresLimits limits = new PostgresLimits(world.directory()::dataSource, world.clock());
    assertThat(limits.take(LimitRule.TICKETS_PER_DEVICE, "a"))
        .isEqualTo(new LimitVerdict.Allowed());
    Rows.run(world.url(), "DROP TABLE limits");

    assertThat(limits.take(LimitRule.TICKETS_PER_DEVICE, "a"))
        .isEqualTo(new LimitVerdict.Unavailable());
    world.close();
    assertThat(limits.take(LimitRule.TICKETS_PER_DEVICE, "a"))
        .isEqualTo(new LimitVerdict.Unavailable());
    assertThatThrownBy(() -> world.directory().contacts().list(new UserId(1, 2)))
        .isInstanceOf(DirectoryUnavailableException.class);
  }
}
