package io.restante.connectors.directory;

import java.util.List;

/// A table of the directory that leaves as a log, with the columns that may.
///
/// The order is that of a snapshot: what a marker stands for comes before the table that makes the
/// marker.
enum Table {
  /// Who has whom as a contact.
  CONTACTS("contacts", "user_id, contact_id", "revision"),
  /// Everybody's devices.
  DEVICES("devices", "user_id, device_id", "registration_id, epoch, registered_at, revision"),
  /// Users; each makes the marker of its device list.
  USERS(
      "users",
      "user_id",
      "revision, device_list_revision, last_seen, read_receipts, group_adds, created_at"),
  /// Who is in which group.
  GROUP_MEMBERS("group_members", "group_id, user_id", "role, since_revision, revision"),
  /// Groups; each makes its marker.
  GROUPS("groups", "group_id", "revision, member_count, created_at");

  private final String sqlName;
  private final String keyColumns;
  private final String otherColumns;

  Table(String sqlName, String keyColumns, String otherColumns) {
    this.sqlName = sqlName;
    this.keyColumns = keyColumns;
    this.otherColumns = otherColumns;
  }

  /// Returns the table's name in PostgreSQL.
  String sqlName() {
    return sqlName;
  }

  /// Returns the columns of the primary key, in its order.
  List<String> keyColumns() {
    return List.of(keyColumns.split(", "));
  }

  /// Returns the statement that reads all rows, with no column that must not leave.
  String selectAll() {
    return "SELECT " + keyColumns + ", " + otherColumns + " FROM " + sqlName;
  }

  /// Returns the table of a name in PostgreSQL.
  ///
  /// @throws IllegalArgumentException when it is none of these
  static Table named(String sqlName) {
    for (Table table : values()) {
      if (table.sqlName.equals(sqlName)) {
        return table;
      }
    }
    throw new IllegalArgumentException(sqlName + ": not a table that leaves as a log");
  }
}
