package io.restante.local;

import io.restante.contract.DeviceAddress;
import io.restante.contract.DirectoryKeys;
import io.restante.contract.GroupId;
import io.restante.contract.Topics;
import io.restante.contract.UserId;
import io.restante.directory.DeviceKey;
import io.restante.directory.DeviceListMarker;
import io.restante.directory.DeviceRow;
import io.restante.directory.GroupMemberKey;
import io.restante.directory.GroupMemberRow;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Compares the directory's tables with its topics. Knows nothing of the connector: what a row
/// becomes is written down here once more.
final class DirectoryChecker {
  private DirectoryChecker() {}

  /// A record of a topic, in the order of its partition.
  ///
  /// @param value null: a tombstone
  record Entry(String topic, Object key, @Nullable Object value) {}

  /// Returns the records that a directory is to become, the newest of each key, by text.
  static Map<String, String> expected(Connection connection) throws SQLException {
    Map<String, String> expected = new TreeMap<>();
    read(connection, "SELECT * FROM contacts", row -> contact(row, expected));
    read(connection, "SELECT * FROM devices", row -> device(row, expected));
    read(connection, "SELECT * FROM users", row -> user(row, expected));
    read(connection, "SELECT * FROM group_members", row -> member(row, expected));
    read(connection, "SELECT * FROM groups", row -> group(row, expected));
    connection.rollback();
    return expected;
  }

  /// Returns what is left of a log when everything superseded is gone, by text.
  static Map<String, String> compacted(List<Entry> log) {
    Map<String, String> left = new TreeMap<>();
    for (Entry entry : log) {
      String key = entry.topic() + " " + entry.key();
      if (entry.value() == null) {
        left.remove(key);
      } else {
        left.put(key, entry.value().toString());
      }
    }
    return left;
  }

  /// Looks at every marker of a log as a reader does: at each, the members collected so far are as
  /// many as it says, and at the end nothing of a group stands behind its marker.
  ///
  /// @return what is wrong, in words
  static List<String> brokenMarkers(List<Entry> log) {
    List<String> broken = new ArrayList<>();
    Map<GroupId, Set<UserId>> members = new HashMap<>();
    Set<Object> open = new HashSet<>();
    for (Entry entry : log) {
      if (entry.key() instanceof GroupMemberKey key) {
        GroupId group = DirectoryKeys.groupId(key.getGroup());
        Set<UserId> held = members.computeIfAbsent(group, _ -> new HashSet<>());
        if (!DirectoryKeys.isMarker(key)) {
          open.add(group);
          apply(held, DirectoryKeys.userId(key.getUser()), entry.value());
        } else {
          open.remove(group);
          int said = entry.value() instanceof GroupMemberRow row ? memberCount(row) : 0;
          if (held.size() != said) {
            broken.add(group + ": " + held.size() + " members at marker " + entry.value());
          }
        }
      }
      if (entry.topic().equals(Topics.DEVICES.name())) {
        DeviceKey key = (DeviceKey) entry.key();
        UserId user = DirectoryKeys.userId(key.getUser());
        if (key.getDevice() == DirectoryKeys.LIST) {
          open.remove(user);
        } else {
          open.add(user);
        }
      }
    }
    open.forEach(owner -> broken.add(owner + ": changes behind the last marker"));
    return broken;
  }

  private static void apply(Set<UserId> held, UserId user, @Nullable Object value) {
    if (value == null) {
      held.remove(user);
    } else {
      held.add(user);
    }
  }

  private static int memberCount(GroupMemberRow row) {
    return row.getMarker().getMemberCount();
  }

  private static void contact(ResultSet row, Map<String, String> to) throws SQLException {
    to.put(
        Topics.CONTACTS.name()
            + " "
            + DirectoryKeys.contact(user(row, "user_id"), user(row, "contact_id")),
        "{\"revision\": " + row.getLong("revision") + "}");
  }

  private static void device(ResultSet row, Map<String, String> to) throws SQLException {
    DeviceAddress device = new DeviceAddress(user(row, "user_id"), row.getInt("device_id"));
    to.put(
        Topics.DEVICES.name() + " " + DirectoryKeys.device(device),
        "{\"device\": {\"registrationId\": "
            + row.getInt("registration_id")
            + ", \"epoch\": "
            + row.getLong("epoch")
            + ", \"registeredAt\": \""
            + instant(row, "registered_at")
            + "\", \"revision\": "
            + row.getLong("revision")
            + "}, \"list\": null, \"readReceipts\": false}");
  }

  private static void user(ResultSet row, Map<String, String> to) throws SQLException {
    UserId user = user(row, "user_id");
    to.put(
        Topics.USERS.name() + " " + DirectoryKeys.user(user),
        "{\"revision\": "
            + row.getLong("revision")
            + ", \"deviceListRevision\": "
            + row.getLong("device_list_revision")
            + ", \"lastSeen\": \""
            + row.getString("last_seen")
            + "\", \"readReceipts\": "
            + row.getBoolean("read_receipts")
            + ", \"groupAdds\": \""
            + row.getString("group_adds")
            + "\", \"createdAt\": \""
            + instant(row, "created_at")
            + "\"}");
    to.put(
        Topics.DEVICES.name() + " " + DirectoryKeys.list(user),
        new DeviceRow(
                null,
                new DeviceListMarker(row.getLong("device_list_revision"), row.getLong("revision")),
                row.getBoolean("read_receipts"))
            .toString());
  }

  private static void member(ResultSet row, Map<String, String> to) throws SQLException {
    to.put(
        Topics.GROUP_MEMBERS.name() + " " + DirectoryKeys.member(group(row), user(row, "user_id")),
        "{\"member\": {\"role\": \""
            + row.getString("role")
            + "\", \"sinceRevision\": "
            + row.getLong("since_revision")
            + ", \"revision\": "
            + row.getLong("revision")
            + "}, \"marker\": null}");
  }

  private static void group(ResultSet row, Map<String, String> to) throws SQLException {
    String numbers =
        "{\"revision\": "
            + row.getLong("revision")
            + ", \"memberCount\": "
            + row.getInt("member_count");
    to.put(
        Topics.GROUPS.name() + " " + DirectoryKeys.group(group(row)),
        numbers + ", \"createdAt\": \"" + instant(row, "created_at") + "\"}");
    to.put(
        Topics.GROUP_MEMBERS.name() + " " + DirectoryKeys.marker(group(row)),
        "{\"member\": null, \"marker\": " + numbers + "}}");
  }

  private static UserId user(ResultSet row, String column) throws SQLException {
    UUID id = row.getObject(column, UUID.class);
    return new UserId(id.getMostSignificantBits(), id.getLeastSignificantBits());
  }

  private static GroupId group(ResultSet row) throws SQLException {
    UUID id = row.getObject("group_id", UUID.class);
    return new GroupId(id.getMostSignificantBits(), id.getLeastSignificantBits());
  }

  private static String instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class)
        .toInstant()
        .truncatedTo(ChronoUnit.MILLIS)
        .toString();
  }

  /// Takes a row.
  private interface Taker {
    void take(ResultSet row) throws SQLException;
  }

  private static void read(Connection connection, String sql, Taker taker) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        taker.take(rows);
      }
    }
  }
}
