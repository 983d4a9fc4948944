package io.restante.gateway.directory;

import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Whole accounts in PostgreSQL.
final class PostgresAccounts implements Accounts {
  private static final int ATTEMPTS_MAX = 10;

  private final Database database;
  private final InstantSource clock;
  private final Groups groups;

  PostgresAccounts(Database database, InstantSource clock, Groups groups) {
    this.database = database;
    this.clock = clock;
    this.groups = groups;
  }

  /// A group is left in a transaction of its own, because its row is locked ahead of the user's,
  /// and so that nobody waits for all of them. Whoever adds the user meanwhile makes it begin
  /// again.
  @Override
  public List<DeviceAddress> delete(UserId user) {
    for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      for (GroupStand stand : groups.list(user)) {
        groups.remove(stand.group(), user, user);
      }
      Optional<List<DeviceAddress>> removed = database.transact(tx -> tryDelete(tx, user));
      if (removed.isPresent()) {
        return removed.get();
      }
    }
    throw new DirectoryUnavailableException("a user is added to groups over and over");
  }

  /// Deletes a user who is in no group.
  ///
  /// @return nothing when the user is in one again
  private Optional<List<DeviceAddress>> tryDelete(Transaction tx, UserId user) throws SQLException {
    DeviceRows devices = new DeviceRows(tx);
    OptionalLong revision = devices.lock(user);
    if (revision.isEmpty()) {
      return Optional.of(List.of());
    }
    // Whoever adds somebody to a group locks that user's row, which is locked here.
    if (isInAnyGroup(tx, user)) {
      return Optional.empty();
    }
    List<DeviceAddress> removed = devices.removeAll(user, clock.instant());
    tx.update(
        "DELETE FROM phone_numbers WHERE user_id = ? AND number_tag = ANY"
            + " (ARRAY(SELECT unnest(number_tags) FROM users WHERE user_id = ?))",
        user,
        user);
    tx.update("DELETE FROM contacts WHERE user_id = ?", user);
    tx.update("DELETE FROM links WHERE user_id = ?", user);
    tx.update("DELETE FROM users WHERE user_id = ?", user);
    return Optional.of(removed);
  }

  private static boolean isInAnyGroup(Transaction tx, UserId user) throws SQLException {
    return tx.first(
            "SELECT group_id FROM group_members WHERE user_id = ? LIMIT 1",
            row -> Transaction.group(row, "group_id"),
            user)
        .isPresent();
  }
}
