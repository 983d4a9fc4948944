package io.restante.gateway.limit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Limits in PostgreSQL, shared by all nodes. Thread-safe.
///
/// The generic cell rate algorithm: an allowance is one point in time, when it will be full again.
/// Taking `cost` moves that point `cost` refills on, from now at the earliest; it is refused when
/// the point would come to lie more than `burst` refills ahead. One upsert does it, so that two
/// nodes that take at once cannot both have the last one. A row that is full again says nothing and
/// is cleared away.
public final class PostgresLimits implements Limits {
  private static final Logger LOGGER = LoggerFactory.getLogger(PostgresLimits.class);
  private static final long MICROS = 1_000;

  /// Parameters: rule, subject, now + taken; then now, taken, limit.
  private static final String TAKE =
      """
      INSERT INTO limits AS kept (rule, subject, full_at) VALUES (?, ?, ?)
      ON CONFLICT (rule, subject) DO UPDATE
        SET full_at = greatest(kept.full_at, ?) + ? * interval '1 microsecond'
        WHERE greatest(kept.full_at, ?) + ? * interval '1 microsecond' <= ?
      """;

  private static final String LOOK = "SELECT full_at FROM limits WHERE rule = ? AND subject = ?";
  private static final String SWEEP = "DELETE FROM limits WHERE full_at <= ?";

  private final Supplier<DataSource> pool;
  private final InstantSource clock;

  /// Creates the limits.
  ///
  /// @param pool connections to the database that has the table; asked for at each use, because it
  ///   is opened later
  public PostgresLimits(Supplier<DataSource> pool, InstantSource clock) {
    this.pool = pool;
    this.clock = clock;
  }

  @Override
  public LimitVerdict take(LimitRule rule, String subject, int cost) {
    if (cost < 1) {
      throw new IllegalArgumentException("cost: " + cost + " (expected: 1 or more)");
    }
    if (cost > rule.burst()) {
      return new LimitVerdict.Refused(rule.refill().multipliedBy(rule.burst()));
    }
    Instant now = clock.instant();
    try (Connection connection = pool.get().getConnection()) {
      boolean isTaken = take(connection, rule, subject, cost, now);
      LimitVerdict verdict =
          isTaken
              ? new LimitVerdict.Allowed()
              : new LimitVerdict.Refused(wait(connection, rule, subject, cost, now));
      connection.commit();
      return verdict;
    } catch (SQLException e) {
      LOGGER
          .atWarn()
          .addKeyValue("rule", rule.label())
          .addKeyValue("cause", e.getSQLState())
          .log("a limit could not be looked at, so it refuses");
      return new LimitVerdict.Unavailable();
    }
  }

  private static boolean take(
      Connection connection, LimitRule rule, String subject, int cost, Instant now)
      throws SQLException {
    Duration taken = rule.refill().multipliedBy(cost);
    Duration limit = rule.refill().multipliedBy(rule.burst());
    try (PreparedStatement statement = connection.prepareStatement(TAKE)) {
      statement.setString(1, rule.label());
      statement.setString(2, subject);
      statement.setObject(3, utc(now.plus(taken)));
      statement.setObject(4, utc(now));
      statement.setLong(5, micros(taken));
      statement.setObject(6, utc(now));
      statement.setLong(7, micros(taken));
      statement.setObject(8, utc(now.plus(limit)));
      return statement.executeUpdate() == 1;
    }
  }

  /// Returns how long until there would be enough.
  private static Duration wait(
      Connection connection, LimitRule rule, String subject, int cost, Instant now)
      throws SQLException {
    Duration free = rule.refill().multipliedBy((long) rule.burst() - cost);
    try (PreparedStatement statement = connection.prepareStatement(LOOK)) {
      statement.setString(1, rule.label());
      statement.setString(2, subject);
      try (ResultSet row = statement.executeQuery()) {
        Instant fullAt = row.next() ? row.getObject(1, OffsetDateTime.class).toInstant() : now;
        Duration wait = Duration.between(now.plus(free), fullAt);
        return wait.isPositive() ? wait : Duration.ZERO;
      }
    }
  }

  /// Clears away allowances that are full, which is what one has without a row, too.
  ///
  /// @return how many
  public int sweep() {
    try (Connection connection = pool.get().getConnection();
        PreparedStatement statement = connection.prepareStatement(SWEEP)) {
      statement.setObject(1, utc(clock.instant()));
      int rows = statement.executeUpdate();
      connection.commit();
      return rows;
    } catch (SQLException e) {
      LOGGER.atWarn().addKeyValue("cause", e.getSQLState()).log("limits could not be cleared away");
      return 0;
    }
  }

  private static long micros(Duration duration) {
    return duration.toNanos() / MICROS;
  }

  private static OffsetDateTime utc(Instant instant) {
    return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
  }
}
