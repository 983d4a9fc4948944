package io.restante.connectors.directory;

import java.util.Collection;
import java.util.function.Consumer;

/// What the topics hold already.
interface TopicKeys {
  /// Hands over the keys of all records with a value that the topic of a table holds now, in
  /// batches. A key may come more than once, and one that was emptied later may come too.
  void keys(Table table, Consumer<? super Collection<RowKey>> taker);
}
