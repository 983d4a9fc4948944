package io.restante.streams.presence.rules;

import io.restante.streams.table.Table;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A table that reads something else than was written.
///
/// @param table holds what was written
/// @param reading what becomes of a value, null for none
record TamperedTable(Table table, Function<byte @Nullable [], byte @Nullable []> reading)
    implements Table {
  @Override
  public byte @Nullable [] get(byte[] key) {
    return reading.apply(table.get(key));
  }

  @Override
  public void put(byte[] key, byte[] value) {
    table.put(key, value);
  }

  @Override
  public void delete(byte[] key) {
    table.delete(key);
  }

  @Override
  public void page(byte[] from, int most, Visitor visitor) {
    table.page(from, most, visitor);
  }

  @Override
  public void scan(byte[] prefix, Visitor visitor) {
    table.scan(prefix, visitor);
  }
}
