package io.restante.connectors.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.DeviceAddress;
import io.restante.contract.DirectoryKeys;
import io.restante.contract.GroupId;
import io.restante.contract.GroupPartitioner;
import io.restante.contract.RecipientPartitioner;
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
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChangeMapperTest {
  private static final UUID ONE = new UUID(0x1111, 0x2222);
  private static final UUID OTHER = new UUID(0x3333, 0x4444);
  private static final UserId USER = new UserId(0x1111, 0x2222);
  private static final UserId CONTACT = new UserId(0x3333, 0x4444);
  private static final GroupId GROUP = new GroupId(0x1111, 0x2222);
  private static final long TIME = 1_795_316_304_123L;

  /// A row with every column that any table has.
  static Columns row() {
    return row(true);
  }

  private static Columns row(boolean isReadTold) {
    return new MapRow(
        Map.ofEntries(
            Map.entry("user_id", ONE),
            Map.entry("contact_id", OTHER),
            Map.entry("group_id", ONE),
            Map.entry("device_id", 3),
            Map.entry("revision", 12L),
            Map.entry("registration_id", 1234),
            Map.entry("epoch", 5L),
            Map.entry("registered_at", TIME),
            Map.entry("device_list_revision", 6L),
            Map.entry("last_seen", "NOBODY"),
            Map.entry("read_receipts", isReadTold),
            Map.entry("group_adds", "CONTACTS"),
            Map.entry("created_at", TIME),
            Map.entry("role", "ADMIN"),
            Map.entry("since_revision", 4L),
            Map.entry("member_count", 1024)));
  }

  @Test
  void aContactIsARecord() {
    assertThat(ChangeMapper.written(Table.CONTACTS, row()))
        .containsExactly(
            new LogRecord<>(
                Topics.CONTACTS, ONE, DirectoryKeys.contact(USER, CONTACT), new ContactRow(12L)));
  }

  @Test
  void aDeviceIsARecord() {
    assertThat(ChangeMapper.written(Table.DEVICES, row()))
        .containsExactly(
            new LogRecord<>(
                Topics.DEVICES,
                ONE,
                DirectoryKeys.device(new DeviceAddress(USER, 3)),
                new DeviceRow(
                    new ListedDevice(1234, 5L, Instant.ofEpochMilli(TIME), 12L), null, false)));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aUserIsARecordAndTheMarkerOfItsDevices(boolean isReadTold) {
    assertThat(ChangeMapper.written(Table.USERS, row(isReadTold)))
        .containsExactly(
            new LogRecord<>(
                Topics.USERS,
                ONE,
                DirectoryKeys.user(USER),
                new UserRow(
                    12L,
                    6L,
                    LastSeenAudience.NOBODY,
                    isReadTold,
                    GroupAddsAudience.CONTACTS,
                    Instant.ofEpochMilli(TIME))),
            new LogRecord<>(
                Topics.DEVICES,
                ONE,
                DirectoryKeys.list(USER),
                new DeviceRow(null, new DeviceListMarker(6L, 12L), isReadTold)));
  }

  @Test
  void whetherReadIsToldChangesTheMarkerThoughNoDeviceChanges() {
    LogRecord<?, ?> told = ChangeMapper.written(Table.USERS, row(true)).getLast();
    LogRecord<?, ?> untold = ChangeMapper.written(Table.USERS, row(false)).getLast();
    assertThat(untold.topic()).isEqualTo(Topics.DEVICES);
    assertThat(untold.key()).isEqualTo(told.key());
    assertThat(untold.valueBytes()).isNotEqualTo(told.valueBytes());
    assertThat(ChangeMapper.written(Table.DEVICES, row(false)))
        .isEqualTo(ChangeMapper.written(Table.DEVICES, row(true)));
  }

  @Test
  void aMemberIsARecord() {
    UUID group = OTHER;
    Columns member =
        new MapRow(
            Map.of(
                "group_id",
                group,
                "user_id",
                ONE,
                "role",
                "ADMIN",
                "since_revision",
                4L,
                "revision",
                12L));
    assertThat(ChangeMapper.written(Table.GROUP_MEMBERS, member))
        .containsExactly(
            new LogRecord<>(
                Topics.GROUP_MEMBERS,
                group,
                DirectoryKeys.member(new GroupId(0x3333, 0x4444), USER),
                new GroupMemberRow(new Member(MemberRole.ADMIN, 4L, 12L), null)));
  }

  @Test
  void aGroupIsARecordAndTheMarkerOfItsMembers() {
    assertThat(ChangeMapper.written(Table.GROUPS, row()))
        .containsExactly(
            new LogRecord<>(
                Topics.GROUPS,
                ONE,
                DirectoryKeys.group(GROUP),
                new GroupRow(12L, 1024, Instant.ofEpochMilli(TIME))),
            new LogRecord<>(
                Topics.GROUP_MEMBERS,
                ONE,
                DirectoryKeys.marker(GROUP),
                new GroupMemberRow(null, new GroupMarker(12L, 1024))));
  }

  @ParameterizedTest
  @EnumSource(Table.class)
  void whatIsGoneIsEmptiedWhereverItWasWritten(Table table) {
    List<LogRecord<?, ?>> written = ChangeMapper.written(table, row());
    List<LogRecord<?, ?>> gone = ChangeMapper.gone(table, row());

    assertThat(gone).allMatch(record -> record.valueBytes() == null);
    assertThat(gone)
        .extracting(record -> List.of(record.topic().name(), record.owner(), record.key()))
        .containsExactlyElementsOf(
            written.stream()
                .map(record -> List.of(record.topic().name(), record.owner(), record.key()))
                .toList());
  }

  @ParameterizedTest
  @EnumSource(Table.class)
  void equalRowsGiveEqualBytes(Table table) {
    List<byte[]> first = bytes(ChangeMapper.written(table, row()));
    List<byte[]> second = bytes(ChangeMapper.written(table, row()));
    assertThat(first).usingRecursiveComparison().isEqualTo(second);
  }

  @ParameterizedTest
  @EnumSource(Table.class)
  void keysAreReadBackAsTheRowsTheyStandFor(Table table) {
    for (LogRecord<?, ?> record : ChangeMapper.gone(table, row())) {
      Table topicOf = table == Table.USERS || table == Table.GROUPS ? tableOf(record) : table;
      RowKey key = RowKey.of(topicOf, record.keyBytes());
      assertThat(key.table()).isEqualTo(table);
      assertThat(ChangeMapper.gone(key.table(), key)).contains(record);
    }
  }

  private static Table tableOf(LogRecord<?, ?> record) {
    return switch (record.topic().name()) {
      case "directory.users" -> Table.USERS;
      case "directory.devices" -> Table.DEVICES;
      case "directory.groups" -> Table.GROUPS;
      default -> Table.GROUP_MEMBERS;
    };
  }

  @Test
  void theOwnerDecidesThePartition() {
    LogRecord<?, ?> user = ChangeMapper.written(Table.USERS, row()).getFirst();
    LogRecord<?, ?> group = ChangeMapper.written(Table.GROUPS, row()).getFirst();
    assertThat(user.partition(4096)).isEqualTo(RecipientPartitioner.partition(USER, 4096));
    assertThat(group.partition(1024)).isEqualTo(GroupPartitioner.partition(GROUP, 1024));
  }

  private static List<byte[]> bytes(List<LogRecord<?, ?>> records) {
    return records.stream().map(LogRecord::valueBytes).map(Objects::requireNonNull).toList();
  }
}
