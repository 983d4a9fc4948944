package io.restante.connectors.directory;

import java.util.UUID;

/// A row, or its key alone: columns by name. All that the mapper knows of where rows come from.
interface Columns {
  /// Returns an id.
  UUID uuid(String column);

  /// Returns a whole number.
  long number(String column);

  /// Returns a truth value.
  boolean truth(String column);

  /// Returns a text.
  String text(String column);

  /// Returns a time, milliseconds since 1970 UTC, rounded down.
  long millis(String column);
}
