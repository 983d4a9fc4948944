package io.restante.connectors.directory;

import io.restante.contract.DirectoryKeys;
import io.restante.contract.GroupId;
import io.restante.contract.Topic;
import io.restante.contract.Topics;
import io.restante.contract.UserId;
import io.restante.directory.ContactKey;
import io.restante.directory.DeviceKey;
import io.restante.directory.GroupMemberKey;
import io.restante.shared.Id16;
import java.util.List;
import java.util.UUID;

/// Which row of which table a record of a topic stands for; a marker stands for the row that makes
/// it.
///
/// @param table the table
/// @param parts the values of the primary key, in its order: ids, and whole numbers as `Long`
record RowKey(Table table, List<Object> parts) implements Columns {
  RowKey {
    parts = List.copyOf(parts);
  }

  /// Reads the key of a record.
  static RowKey of(Table table, byte[] key) {
    return switch (table) {
      case CONTACTS -> {
        ContactKey contact = read(Topics.CONTACTS, key);
        yield new RowKey(table, List.of(user(contact.getUser()), user(contact.getContact())));
      }
      case DEVICES -> device(read(Topics.DEVICES, key));
      case USERS -> new RowKey(table, List.of(user(read(Topics.USERS, key).getUser())));
      case GROUP_MEMBERS -> member(read(Topics.GROUP_MEMBERS, key));
      case GROUPS -> new RowKey(table, List.of(group(read(Topics.GROUPS, key).getGroup())));
    };
  }

  private static RowKey device(DeviceKey key) {
    UUID user = user(key.getUser());
    return key.getDevice() == DirectoryKeys.LIST
        ? new RowKey(Table.USERS, List.of(user))
        : new RowKey(Table.DEVICES, List.of(user, (long) key.getDevice()));
  }

  private static RowKey member(GroupMemberKey key) {
    UUID group = group(key.getGroup());
    return DirectoryKeys.isMarker(key)
        ? new RowKey(Table.GROUPS, List.of(group))
        : new RowKey(Table.GROUP_MEMBERS, List.of(group, user(key.getUser())));
  }

  private static <K> K read(Topic<K, ?> topic, byte[] key) {
    return topic.keys().deserializer().deserialize(topic.name(), key);
  }

  private static UUID user(Id16 id) {
    UserId user = DirectoryKeys.userId(id);
    return new UUID(user.high(), user.low());
  }

  private static UUID group(Id16 id) {
    GroupId group = DirectoryKeys.groupId(id);
    return new UUID(group.high(), group.low());
  }

  @Override
  public UUID uuid(String column) {
    return (UUID) part(column);
  }

  @Override
  public long number(String column) {
    return (Long) part(column);
  }

  @Override
  public boolean truth(String column) {
    return (Boolean) part(column);
  }

  @Override
  public String text(String column) {
    return (String) part(column);
  }

  @Override
  public long millis(String column) {
    return (Long) part(column);
  }

  private Object part(String column) {
    return parts.get(table.keyColumns().indexOf(column));
  }
}
