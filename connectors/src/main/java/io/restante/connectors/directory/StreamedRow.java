package io.restante.connectors.directory;

import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.UUID;
import org.apache.kafka.connect.data.Struct;

/// A row as the write-ahead log has it, or its key.
///
/// @param struct one of Connect's
record StreamedRow(Struct struct) implements Columns {
  @Override
  public UUID uuid(String column) {
    return UUID.fromString(text(column));
  }

  @Override
  public long number(String column) {
    return ((Number) value(column)).longValue();
  }

  @Override
  public boolean truth(String column) {
    return (Boolean) value(column);
  }

  @Override
  public String text(String column) {
    return (String) value(column);
  }

  @Override
  public long millis(String column) {
    return OffsetDateTime.parse(text(column)).toInstant().toEpochMilli();
  }

  private Object value(String column) {
    return Objects.requireNonNull(struct.get(column), column);
  }
}
