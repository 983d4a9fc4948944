package io.restante.local;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/// Changes the directory at random, by a seed, as the gateway does: the row of the user or the
/// group is locked first and written last. What must not leave the database holds a canary.
final class DirectoryWriter {
  /// Stands in every column that must not leave.
  static final String CANARY = "canary-that-never-leaves-32-byte";

  private static final String SEALED = "convert_to('" + CANARY + "', 'UTF8')";

  private final Random random;
  private final List<UUID> users = new ArrayList<>();
  private final List<UUID> groups = new ArrayList<>();

  DirectoryWriter(long seed) {
    this.random = new Random(seed);
  }

  /// Does one transaction.
  ///
  /// @param connection without auto-commit
  void change(Connection connection) throws SQLException {
    int what = random.nextInt(100);
    if (users.size() < 5 || what < 10) {
      insertUser(connection);
    } else if (what < 14) {
      deleteUser(connection);
    } else if (what < 24) {
      changeContacts(connection);
    } else if (what < 34) {
      changeDevices(connection);
    } else if (what < 38) {
      changeSetting(connection);
    } else if (groups.isEmpty() || what < 46) {
      createGroup(connection);
    } else if (what < 50) {
      deleteGroup(connection);
    } else {
      changeMembers(connection);
    }
    connection.commit();
  }

  private void insertUser(Connection connection) throws SQLException {
    UUID user = id();
    run(
        connection,
        "INSERT INTO devices (user_id, device_id, credential_hash, registration_id, name, epoch,"
            + " registered_at) VALUES (?, 1, "
            + SEALED
            + ", 7, "
            + SEALED
            + ", 1, now())",
        user);
    run(
        connection,
        "INSERT INTO users (user_id, number_tags, device_list_revision, next_device_id,"
            + " identity_key_hash, profile, last_seen, read_receipts, group_adds, created_at)"
            + " VALUES (?, ARRAY["
            + SEALED
            + "], 1, 2, "
            + SEALED
            + ", "
            + SEALED
            + ", 'CONTACTS', true, 'EVERYONE', now())",
        user);
    users.add(user);
  }

  private void deleteUser(Connection connection) throws SQLException {
    UUID user = users.remove(random.nextInt(users.size()));
    lockUser(connection, user);
    run(connection, "DELETE FROM devices WHERE user_id = ?", user);
    run(connection, "DELETE FROM contacts WHERE user_id = ?", user);
    run(connection, "DELETE FROM users WHERE user_id = ?", user);
  }

  private void changeContacts(Connection connection) throws SQLException {
    UUID user = some(users);
    lockUser(connection, user);
    if (random.nextInt(3) == 0) {
      run(connection, "DELETE FROM contacts WHERE user_id = ?", user);
    } else {
      run(
          connection,
          "INSERT INTO contacts (contact_id, user_id, revision) SELECT ?, user_id, revision + 1"
              + " FROM users WHERE user_id = ? ON CONFLICT DO NOTHING",
          some(users),
          user);
    }
    run(connection, "UPDATE users SET revision = revision + 1 WHERE user_id = ?", user);
  }

  private void changeDevices(Connection connection) throws SQLException {
    UUID user = some(users);
    lockUser(connection, user);
    if (random.nextBoolean()) {
      run(
          connection,
          "DELETE FROM devices WHERE user_id = ? AND device_id ="
              + " (SELECT max(device_id) FROM devices WHERE user_id = ?)",
          user,
          user);
    } else {
      run(
          connection,
          "INSERT INTO devices (user_id, device_id, credential_hash, registration_id, name,"
              + " epoch, registered_at, revision) SELECT user_id, next_device_id, "
              + SEALED
              + ", 9, '', device_list_revision + 1, now(), revision + 1 FROM users"
              + " WHERE user_id = ?",
          user);
    }
    run(
        connection,
        "UPDATE users SET revision = revision + 1, device_list_revision = device_list_revision + 1,"
            + " next_device_id = least(next_device_id + 1, 127), last_seen ="
            + " CASE last_seen WHEN 'NOBODY' THEN 'EVERYONE' ELSE 'NOBODY' END WHERE user_id = ?",
        user);
  }

  /// Changes the marker of a device list, and no device.
  private void changeSetting(Connection connection) throws SQLException {
    UUID user = some(users);
    lockUser(connection, user);
    run(
        connection,
        "UPDATE users SET revision = revision + 1, read_receipts = NOT read_receipts"
            + " WHERE user_id = ?",
        user);
  }

  private void createGroup(Connection connection) throws SQLException {
    UUID group = id();
    int members = 1 + random.nextInt(40);
    run(
        connection,
        "INSERT INTO group_members SELECT ?, gen_random_uuid(), 'MEMBER', 1, 1"
            + " FROM generate_series(1, "
            + members
            + ")",
        group);
    run(
        connection,
        "INSERT INTO groups VALUES (?, 1, " + SEALED + ", " + SEALED + ", " + members + ", now())",
        group);
    groups.add(group);
  }

  private void deleteGroup(Connection connection) throws SQLException {
    UUID group = groups.remove(random.nextInt(groups.size()));
    lockGroup(connection, group);
    run(connection, "DELETE FROM group_members WHERE group_id = ?", group);
    run(connection, "DELETE FROM groups WHERE group_id = ?", group);
  }

  private void changeMembers(Connection connection) throws SQLException {
    UUID group = some(groups);
    lockGroup(connection, group);
    String these =
        " WHERE group_id = ? AND user_id IN (SELECT user_id FROM group_members WHERE group_id = ?"
            + " ORDER BY user_id LIMIT "
            + (1 + random.nextInt(5))
            + ")";
    switch (random.nextInt(3)) {
      case 0 -> run(connection, "DELETE FROM group_members" + these, group, group);
      case 1 ->
          run(
              connection,
              "UPDATE group_members SET role = 'ADMIN', revision ="
                  + " (SELECT revision + 1 FROM groups WHERE group_id = ?)"
                  + these,
              group,
              group,
              group);
      default ->
          run(
              connection,
              "INSERT INTO group_members SELECT group_id, gen_random_uuid(), 'MEMBER',"
                  + " revision + 1, revision + 1 FROM groups WHERE group_id = ?",
              group);
    }
    run(
        connection,
        "UPDATE groups SET revision = revision + 1, member_count = (SELECT count(*) FROM"
            + " group_members WHERE group_id = ?) WHERE group_id = ?",
        group,
        group);
  }

  private static void lockUser(Connection connection, UUID user) throws SQLException {
    run(connection, "SELECT 1 FROM users WHERE user_id = ? FOR UPDATE", user);
  }

  private static void lockGroup(Connection connection, UUID group) throws SQLException {
    run(connection, "SELECT 1 FROM groups WHERE group_id = ? FOR UPDATE", group);
  }

  private UUID some(List<UUID> ids) {
    return ids.get(random.nextInt(ids.size()));
  }

  private UUID id() {
    return new UUID(random.nextLong(), random.nextLong());
  }

  private static void run(Connection connection, String sql, UUID... ids) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < ids.length; i++) {
        statement.setObject(i + 1, ids[i]);
      }
      statement.execute();
    }
  }
}
