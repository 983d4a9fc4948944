package io.restante.connectors.directory;

import java.util.List;

/// Where records go.
interface RecordSink {
  /// Writes records in their order, all or none; returns when they are on all in-sync replicas.
  ///
  /// @throws SourceException when they could not be written, or nobody knows
  void write(List<LogRecord<?, ?>> records);

  /// Writes records and, with them, the position that they stand for.
  ///
  /// @param lsn up to where everything is in the topics once this returns
  void write(List<LogRecord<?, ?>> records, long lsn);
}
