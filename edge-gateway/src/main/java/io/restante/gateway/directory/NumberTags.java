package io.restante.gateway.directory;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;

/// The tags of one or more numbers, under each of the keys in use. Immutable.
record NumberTags(List<NumberTag> tags) {
  NumberTags {
    tags = List.copyOf(tags);
  }

  static NumberTags read(ResultSet row, String column) throws SQLException {
    byte[][] arrays = (byte[][]) row.getArray(column).getArray();
    return new NumberTags(
        Arrays.stream(arrays).map(it -> new NumberTag(OpaqueBytes.copyOf(it))).toList());
  }

  byte[][] toArrays() {
    return tags.stream().map(it -> it.bytes().toByteArray()).toArray(byte[][]::new);
  }
}
