package io.restante.streams.receipt.rules;

import io.restante.streams.table.Table;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A table that gives back something else than was written: bugs of the rules, planted from below.
///
/// @param table what was written
/// @param spoil makes of it what is read
record FaultyTable(Table table, UnaryOperator<byte[]> spoil) implements Table {
  private static final int HEAD_BYTES = 16;
  private static final int USER_BYTES = 32;

  /// As if nobody kept the offset of an input.
  static byte[] withoutOffset(byte[] value) {
    ByteBuffer spoilt = ByteBuffer.wrap(value.clone());
    return spoilt.putLong(0, -1).array();
  }

  /// As if watermarks could fall: everybody is one behind.
  static byte[] lowered(byte[] value) {
    ByteBuffer spoilt = ByteBuffer.wrap(value.clone());
    for (int at = HEAD_BYTES; at < value.length; at += USER_BYTES) {
      long delivered = spoilt.getLong(at + 16);
      spoilt.putLong(at + 16, Math.max(1, delivered - 1));
    }
    return spoilt.array();
  }

  /// As if the second half of the users were forgotten.
  static byte[] halved(byte[] value) {
    int count = (value.length - HEAD_BYTES) / USER_BYTES;
    return Arrays.copyOf(value, HEAD_BYTES + (count + 1) / 2 * USER_BYTES);
  }

  @Override
  public byte @Nullable [] get(byte[] key) {
    byte[] value = table.get(key);
    return value == null ? null : spoil.apply(value);
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
    table.scan(prefix, (key, value) -> visitor.visit(key, spoil.apply(value)));
  }
}
