package io.restante.gateway.directory;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import javax.sql.DataSource;

/// Runs transactions, each on a connection of the pool. Thread-safe; blocks.
///
/// The isolation is READ COMMITTED throughout, and set by the pool: what must not change between
/// two statements is locked by the first (`FOR UPDATE`), what must be seen at one point in time is
/// read by one statement. Locks are taken in the order registration or link, group, users by their
/// ids, phone number.
final class Database {
  private static final int ATTEMPTS_MAX = 3;
  private static final Duration TRANSACTION_MAX = Duration.ofSeconds(10);
  private static final Set<String> WORTH_REPEATING = Set.of("40001", "40P01");

  /// Classes of states: connection trouble, out of resources, lock not available, cancelled or shut
  /// down. The pool's own exceptions have no state.
  private static final Set<String> SURROUNDINGS = Set.of("", "08", "53", "55", "57");

  private final Supplier<DataSource> pool;

  Database(Supplier<DataSource> pool) {
    this.pool = pool;
  }

  /// What happens in a transaction; may happen more than once.
  @FunctionalInterface
  interface Work<T> {
    T run(Transaction tx) throws SQLException;
  }

  /// Runs a transaction; repeats it when the store gave it up for another.
  ///
  /// @throws DirectoryUnavailableException when the store did not answer
  <T> T transact(Work<T> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        return attempt(work);
      } catch (SQLException e) {
        boolean isRepeated = WORTH_REPEATING.contains(state(e)) && attempt < ATTEMPTS_MAX;
        if (!isRepeated) {
          throw failure(e);
        }
      }
    }
  }

  private <T> T attempt(Work<T> work) throws SQLException {
    long startNanos = System.nanoTime();
    try (Connection connection = pool.get().getConnection()) {
      Transaction tx = new Transaction(connection);
      boolean isDone = false;
      try {
        T result = work.run(tx);
        if (tx.isRolledBack()) {
          return result; // As if it had not been, and its result says why.
        }
        if (System.nanoTime() - startNanos > TRANSACTION_MAX.toNanos()) {
          throw new SQLTimeoutException("a transaction took too long");
        }
        connection.commit();
        isDone = true;
        return result;
      } finally {
        if (!isDone) {
          connection.rollback();
        }
      }
    }
  }

  private static RuntimeException failure(SQLException e) {
    String state = state(e);
    boolean isSurroundings =
        e instanceof SQLTransientConnectionException
            || WORTH_REPEATING.contains(state)
            || SURROUNDINGS.contains(state.substring(0, Math.min(2, state.length())));
    return isSurroundings
        ? new DirectoryUnavailableException("the directory did not answer", e)
        : new IllegalStateException("a statement of the directory failed", e);
  }

  private static String state(SQLException e) {
    String state = e.getSQLState();
    return state == null ? "" : state;
  }
}
