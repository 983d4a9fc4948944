package io.restante.connectors.directory;

import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/// A row made by a test.
record MapRow(Map<String, Object> columns) implements Columns {
  @Override
  public UUID uuid(String column) {
    return (UUID) value(column);
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
    return (Long) value(column);
  }

  private Object value(String column) {
    return Objects.requireNonNull(columns.get(column), column);
  }
}
