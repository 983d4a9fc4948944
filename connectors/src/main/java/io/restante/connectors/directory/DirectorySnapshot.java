package io.restante.connectors.directory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/// Brings the topics to what the directory is at one point in time, whatever they held before.
///
/// For each table, in the order of [Table]: records whose rows are gone are emptied, then all rows
/// are written. So the marker of a group comes after the records of its members, those that are
/// gone included. Topics of rows that have markers are read twice. Rows go over in batches of
/// 1,000; nothing grows with the tables.
final class DirectorySnapshot {
  private static final int BATCH_RECORDS = 1_000;

  private final RowSource rows;
  private final TopicKeys topics;
  private final RecordSink sink;
  private final AtomicLong written = new AtomicLong();
  private final List<LogRecord<?, ?>> batch = new ArrayList<>();

  DirectorySnapshot(RowSource rows, TopicKeys topics, RecordSink sink) {
    this.rows = rows;
    this.topics = topics;
    this.sink = sink;
  }

  /// Writes the snapshot, and at its end the position.
  ///
  /// @param lsn where the slot begins
  /// @return how many records were written
  long run(long lsn) {
    for (Table table : Table.values()) {
      topics.keys(table, keys -> emptyVanished(table, keys));
      emptyOwners(table);
      rows.rows(table, row -> add(ChangeMapper.written(table, row)));
      flush();
    }
    sink.write(List.of(), lsn);
    return written.get();
  }

  /// Markers are left to the table that makes them, whose own topic has the same keys: they are
  /// emptied after what they stand for.
  private void emptyVanished(Table table, Collection<RowKey> keys) {
    Set<RowKey> asked = new LinkedHashSet<>(keys);
    asked.removeIf(key -> key.table() != table);
    if (!asked.isEmpty()) {
      rows.missing(table, asked).forEach(key -> add(ChangeMapper.gone(table, key)));
    }
  }

  /// Rows may be in a topic whose group, or user, never came: the stream ended between the two, and
  /// with what follows now the group is gone. Its marker is emptied after them all the same, so
  /// that whoever waits for the marker hears of it.
  private void emptyOwners(Table table) {
    if (table == Table.USERS) {
      topics.keys(Table.DEVICES, keys -> emptyVanished(table, owners(table, keys)));
    } else if (table == Table.GROUPS) {
      topics.keys(Table.GROUP_MEMBERS, keys -> emptyVanished(table, owners(table, keys)));
    }
  }

  private static Collection<RowKey> owners(Table table, Collection<RowKey> keys) {
    return keys.stream()
        .filter(key -> key.table() != table)
        .map(key -> new RowKey(table, List.of(key.parts().getFirst())))
        .toList();
  }

  private void add(List<LogRecord<?, ?>> records) {
    batch.addAll(records);
    if (batch.size() >= BATCH_RECORDS) {
      flush();
    }
  }

  private void flush() {
    if (!batch.isEmpty()) {
      sink.write(List.copyOf(batch));
      written.addAndGet(batch.size());
      batch.clear();
    }
  }
}
