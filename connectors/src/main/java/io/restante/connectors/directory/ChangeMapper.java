package io.restante.connectors.directory;

import io.restante.contract.DeviceAddress;
import io.restante.contract.DirectoryKeys;
import io.restante.contract.GroupId;
import io.restante.contract.Topics;
import io.restante.contract.UserId;
import io.restante.directory.ContactRow;
import io.restante.directory.DeviceListMarker;
import io.restante.directory.DeviceRow;
import io.restante.directory.GroupAddsAudience;
import io.restante.directory.GroupMarker;
import io.restante.directory.GroupMemberRow;
import io.restante.directory.GroupRow;
import io.restante.directory.LastSeenAudience;
import io.restante.directory.ListedDevice;
import io.restante.directory.Member;
import io.restante.directory.MemberRole;
import io.restante.directory.UserRow;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Which records a change of a row becomes. Pure: equal rows give equal records, byte for byte.
///
/// The row of a user or a group becomes two: itself, and the marker among the rows that are changed
/// together with it. Those who change them write it last, so the marker stands after them.
final class ChangeMapper {
  private ChangeMapper() {}

  /// Returns the records of a row that is there.
  static List<LogRecord<?, ?>> written(Table table, Columns row) {
    return switch (table) {
      case CONTACTS -> List.of(contact(row, new ContactRow(row.number("revision"))));
      case DEVICES -> List.of(device(row, new DeviceRow(listedDevice(row), null, false)));
      case USERS ->
          List.of(
              user(row, userRow(row)),
              list(
                  row,
                  new DeviceRow(
                      null,
                      new DeviceListMarker(
                          row.number("device_list_revision"), row.number("revision")),
                      row.truth("read_receipts"))));
      case GROUP_MEMBERS -> List.of(member(row, new GroupMemberRow(memberRow(row), null)));
      case GROUPS -> groups(row);
    };
  }

  /// Returns the records of a row that is gone.
  ///
  /// @param key has the columns of the primary key
  static List<LogRecord<?, ?>> gone(Table table, Columns key) {
    return switch (table) {
      case CONTACTS -> List.of(contact(key, null));
      case DEVICES -> List.of(device(key, null));
      case USERS -> List.of(user(key, null), list(key, null));
      case GROUP_MEMBERS -> List.of(member(key, null));
      case GROUPS -> List.of(group(key, null), marker(key, null));
    };
  }

  private static List<LogRecord<?, ?>> groups(Columns row) {
    long revision = row.number("revision");
    int members = (int) row.number("member_count");
    Instant createdAt = Instant.ofEpochMilli(row.millis("created_at"));
    return List.of(
        group(row, new GroupRow(revision, members, createdAt)),
        marker(row, new GroupMemberRow(null, new GroupMarker(revision, members))));
  }

  private static UserRow userRow(Columns row) {
    return new UserRow(
        row.number("revision"),
        row.number("device_list_revision"),
        LastSeenAudience.valueOf(row.text("last_seen")),
        row.truth("read_receipts"),
        GroupAddsAudience.valueOf(row.text("group_adds")),
        Instant.ofEpochMilli(row.millis("created_at")));
  }

  private static ListedDevice listedDevice(Columns row) {
    return new ListedDevice(
        (int) row.number("registration_id"),
        row.number("epoch"),
        Instant.ofEpochMilli(row.millis("registered_at")),
        row.number("revision"));
  }

  private static Member memberRow(Columns row) {
    return new Member(
        MemberRole.valueOf(row.text("role")), row.number("since_revision"), row.number("revision"));
  }

  private static LogRecord<?, ?> contact(Columns row, @Nullable ContactRow value) {
    UUID user = row.uuid("user_id");
    UserId contact = userId(row.uuid("contact_id"));
    return new LogRecord<>(
        Topics.CONTACTS, user, DirectoryKeys.contact(userId(user), contact), value);
  }

  private static LogRecord<?, ?> device(Columns row, @Nullable DeviceRow value) {
    UUID user = row.uuid("user_id");
    DeviceAddress device = new DeviceAddress(userId(user), (int) row.number("device_id"));
    return new LogRecord<>(Topics.DEVICES, user, DirectoryKeys.device(device), value);
  }

  private static LogRecord<?, ?> list(Columns row, @Nullable DeviceRow value) {
    UUID user = row.uuid("user_id");
    return new LogRecord<>(Topics.DEVICES, user, DirectoryKeys.list(userId(user)), value);
  }

  private static LogRecord<?, ?> user(Columns row, @Nullable UserRow value) {
    UUID user = row.uuid("user_id");
    return new LogRecord<>(Topics.USERS, user, DirectoryKeys.user(userId(user)), value);
  }

  private static LogRecord<?, ?> member(Columns row, @Nullable GroupMemberRow value) {
    UUID group = row.uuid("group_id");
    UserId user = userId(row.uuid("user_id"));
    return new LogRecord<>(
        Topics.GROUP_MEMBERS, group, DirectoryKeys.member(groupId(group), user), value);
  }

  private static LogRecord<?, ?> marker(Columns row, @Nullable GroupMemberRow value) {
    UUID group = row.uuid("group_id");
    return new LogRecord<>(
        Topics.GROUP_MEMBERS, group, DirectoryKeys.marker(groupId(group)), value);
  }

  private static LogRecord<?, ?> group(Columns row, @Nullable GroupRow value) {
    UUID group = row.uuid("group_id");
    return new LogRecord<>(Topics.GROUPS, group, DirectoryKeys.group(groupId(group)), value);
  }

  private static UserId userId(UUID id) {
    return new UserId(id.getMostSignificantBits(), id.getLeastSignificantBits());
  }

  private static GroupId groupId(UUID id) {
    return new GroupId(id.getMostSignificantBits(), id.getLeastSignificantBits());
  }
}
