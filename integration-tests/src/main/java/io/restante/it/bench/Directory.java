package io.restante.it.bench;

import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.local.EstateStores;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/// Users with one device, and groups of them, put straight into the directory's database: making so
/// many through the API would measure the limits.
final class Directory {
  private static final String USER =
      "INSERT INTO users VALUES"
          + " (?, ARRAY[?::bytea], 1, 2, ?, ''::bytea, 'EVERYONE', true, 'EVERYONE', now())";
  private static final String DEVICE =
      "INSERT INTO devices VALUES (?, 1, ?, 1, ''::bytea, 1, now())";
  private static final String MEMBER =
      "INSERT INTO group_members (group_id, user_id, role, since_revision, revision)"
          + " VALUES (?, ?, 'MEMBER', 1, 1)";
  private static final String GROUP =
      "INSERT INTO groups (group_id, revision, title, member_count, created_at)"
          + " VALUES (?, 1, ''::bytea, ?, now())";

  private final EstateStores stores;
  private final Random random;

  Directory(EstateStores stores, Random random) {
    this.stores = stores;
    this.random = random;
  }

  /// Makes the users of first devices.
  void addUsers(List<DeviceAddress> devices) throws SQLException {
    try (Connection connection = connect();
        PreparedStatement user = connection.prepareStatement(USER);
        PreparedStatement device = connection.prepareStatement(DEVICE)) {
      for (DeviceAddress address : devices) {
        UUID id = new UUID(address.user().high(), address.user().low());
        user.setObject(1, id);
        user.setBytes(2, chance(33));
        user.setBytes(3, chance(32));
        user.addBatch();
        device.setObject(1, id);
        device.setBytes(2, chance(32));
        device.addBatch();
      }
      var _ = user.executeBatch();
      var _ = device.executeBatch();
      connection.commit();
    }
  }

  /// Makes a group in its first revision, the group's own row last, as its readers rely on.
  void addGroup(GroupId group, List<DeviceAddress> members) throws SQLException {
    UUID id = new UUID(group.high(), group.low());
    try (Connection connection = connect();
        PreparedStatement member = connection.prepareStatement(MEMBER);
        PreparedStatement row = connection.prepareStatement(GROUP)) {
      for (DeviceAddress address : members) {
        member.setObject(1, id);
        member.setObject(2, new UUID(address.user().high(), address.user().low()));
        member.addBatch();
      }
      var _ = member.executeBatch();
      row.setObject(1, id);
      row.setInt(2, members.size());
      row.executeUpdate();
      connection.commit();
    }
  }

  private Connection connect() throws SQLException {
    Connection connection = stores.connectToDirectory();
    connection.setAutoCommit(false);
    return connection;
  }

  private byte[] chance(int bytes) {
    byte[] drawn = new byte[bytes];
    random.nextBytes(drawn);
    return drawn;
  }
}
