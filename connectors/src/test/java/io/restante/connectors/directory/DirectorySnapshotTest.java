package io.restante.connectors.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class DirectorySnapshotTest {
  private static final UUID GROUP = new UUID(1, 1);
  private static final UUID STAYS = new UUID(2, 2);
  private static final UUID LEFT = new UUID(3, 3);
  private static final UUID DELETED = new UUID(4, 4);
  private static final UUID NEVER_CAME = new UUID(5, 5);

  private final List<String> written = new ArrayList<>();

  /// A group with one member, in a topic that knows another member and another group, and a member
  /// of one that was not written any more before it was gone.
  private final class World implements RowSource, TopicKeys, RecordSink {
    @Override
    public void rows(Table table, Consumer<? super Columns> taker) {
      switch (table) {
        case GROUP_MEMBERS ->
            taker.accept(
                new MapRow(
                    Map.of(
                        "group_id",
                        GROUP,
                        "user_id",
                        STAYS,
                        "role",
                        "MEMBER",
                        "since_revision",
                        1L,
                        "revision",
                        1L)));
        case GROUPS ->
            taker.accept(
                new MapRow(
                    Map.of(
                        "group_id", GROUP, "revision", 2L, "member_count", 1, "created_at", 0L)));
        case CONTACTS, DEVICES, USERS -> {}
      }
    }

    @Override
    public List<RowKey> missing(Table table, Collection<RowKey> keys) {
      assertThat(keys).as("the database can't be asked for nothing").isNotEmpty();
      return keys.stream()
          .filter(key -> !Collections.disjoint(key.parts(), List.of(LEFT, DELETED, NEVER_CAME)))
          .toList();
    }

    @Override
    public void keys(Table table, Consumer<? super Collection<RowKey>> taker) {
      if (table == Table.GROUP_MEMBERS) {
        taker.accept(
            List.of(
                member(GROUP, STAYS),
                member(GROUP, LEFT),
                member(DELETED, STAYS),
                member(NEVER_CAME, STAYS),
                new RowKey(Table.GROUPS, List.of(GROUP)),
                new RowKey(Table.GROUPS, List.of(DELETED))));
        // A batch may end anywhere, and then hold markers only.
        taker.accept(List.of(new RowKey(Table.GROUPS, List.of(GROUP))));
      }
      if (table == Table.GROUPS) {
        taker.accept(
            List.of(
                new RowKey(Table.GROUPS, List.of(GROUP)),
                new RowKey(Table.GROUPS, List.of(DELETED))));
      }
    }

    @Override
    public void write(List<LogRecord<?, ?>> records) {
      records.forEach(
          record ->
              written.add(
                  record.topic().name()
                      + (record.value() == null ? " - " : " + ")
                      + RowKey.of(table(record), record.keyBytes()).parts()));
    }

    @Override
    public void write(List<LogRecord<?, ?>> records, long lsn) {
      write(records);
      written.add("position " + lsn);
    }
  }

  @Test
  void whatIsGoneIsEmptiedAndMarkersComeLast() {
    World world = new World();
    long records = new DirectorySnapshot(world, world, world).run(77);

    assertThat(written)
        .contains(
            "directory.group-members - " + List.of(GROUP, LEFT),
            "directory.group-members - " + List.of(DELETED, STAYS),
            "directory.group-members - " + List.of(NEVER_CAME, STAYS),
            "directory.groups - " + List.of(NEVER_CAME),
            "directory.groups - " + List.of(DELETED),
            "directory.group-members - " + List.of(DELETED),
            "directory.group-members + " + List.of(GROUP, STAYS),
            "directory.groups + " + List.of(GROUP),
            "directory.group-members + " + List.of(GROUP),
            "position 77");
    int marker = written.indexOf("directory.group-members + " + List.of(GROUP));
    assertThat(written.indexOf("directory.group-members - " + List.of(GROUP, LEFT)))
        .isLessThan(marker);
    assertThat(written.indexOf("directory.group-members + " + List.of(GROUP, STAYS)))
        .isLessThan(marker);
    assertThat(written.indexOf("directory.group-members - " + List.of(DELETED, STAYS)))
        .isLessThan(written.indexOf("directory.group-members - " + List.of(DELETED)));
    assertThat(written.indexOf("directory.group-members - " + List.of(NEVER_CAME, STAYS)))
        .isLessThan(written.indexOf("directory.group-members - " + List.of(NEVER_CAME)));
    assertThat(written.getLast()).isEqualTo("position 77");
    assertThat(written).doesNotContain("directory.groups - " + List.of(GROUP));
    assertThat(records).isEqualTo(written.size() - 1);
  }

  private static RowKey member(UUID group, UUID user) {
    return new RowKey(Table.GROUP_MEMBERS, List.of(group, user));
  }

  private static Table table(LogRecord<?, ?> record) {
    return record.topic().name().equals("directory.groups") ? Table.GROUPS : Table.GROUP_MEMBERS;
  }
}
