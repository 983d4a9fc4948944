package io.restante.connectors.directory;

import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/// The directory at one point in time, as a snapshot sees it.
interface RowSource {
  /// Hands every row of a table over, in any order.
  void rows(Table table, Consumer<? super Columns> taker);

  /// Returns those keys that no row has.
  ///
  /// @param keys of one table; a batch that fits into memory
  List<RowKey> missing(Table table, Collection<RowKey> keys);
}
