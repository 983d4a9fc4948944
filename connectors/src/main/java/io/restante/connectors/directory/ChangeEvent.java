package io.restante.connectors.directory;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/// What Debezium hands over, read.
///
/// @param record one of Debezium's: a change of a row, a message in the write-ahead log, or a
///   heartbeat of Debezium's own
record ChangeEvent(SourceRecord record) {
  private static final String OPERATION = "op";

  /// Returns the records for the log.
  ///
  /// @throws TruncatedException when a table was emptied as a whole
  List<LogRecord<?, ?>> records() {
    if (!isOfDatabase()) {
      return List.of();
    }
    Struct value = value();
    return switch (value.getString(OPERATION)) {
      case "c", "u", "r" ->
          ChangeMapper.written(table(), new StreamedRow(value.getStruct("after")));
      case "d" ->
          ChangeMapper.gone(
              table(), new StreamedRow((Struct) Objects.requireNonNull(record.key())));
      case "t" -> throw new TruncatedException();
      case "m" -> List.of();
      case String other ->
          throw new IllegalArgumentException(other + ": no operation that anybody knows");
    };
  }

  /// Returns up to where everything has come before this.
  ///
  /// @return the end of the last transaction that ended, 0 when it is not known
  long completeLsn() {
    Map<String, ?> offset = record.sourceOffset();
    return offset.get("lsn_commit") instanceof Number lsn ? lsn.longValue() : 0;
  }

  /// Returns when it was committed, milliseconds since 1970 UTC by the database's clock; 0 for what
  /// never was.
  long committedAtMs() {
    return isOfDatabase() ? value().getStruct("source").getInt64("ts_ms") : 0;
  }

  private Table table() {
    return Table.named(value().getStruct("source").getString("table"));
  }

  private boolean isOfDatabase() {
    return value().schema().field(OPERATION) != null;
  }

  private Struct value() {
    return (Struct) Objects.requireNonNull(record.value());
  }
}
