package io.restante.connectors.directory;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.runtime.WorkerConfig;
import org.apache.kafka.connect.storage.MemoryOffsetBackingStore;

/// Tells Debezium where to begin. What Debezium would store is kept in memory only: the position
/// that counts is written with the records (see [LogWriter]).
///
/// Made by Debezium, by its name; the position comes with the engine's settings.
public final class FixedOffsets extends MemoryOffsetBackingStore {
  /// The engine setting that holds the position.
  static final String POSITION = "restante.position";

  /// Creates it, without a position.
  public FixedOffsets() {}

  @Override
  public void configure(WorkerConfig config) {
    super.configure(config);
    Object position = config.originals().get(POSITION);
    if (position == null) {
      throw new IllegalArgumentException(POSITION + ": not set (expected: a number)");
    }
    data.put(
        utf8("[\"" + ChangeStream.NAME + "\",{\"server\":\"" + ChangeStream.NAME + "\"}]"),
        utf8(offset(Long.parseLong(position.toString()))));
  }

  /// All three are the end of a transaction, so that everything after it comes.
  private static String offset(long lsn) {
    return "{\"lsn\":%d,\"lsn_proc\":%d,\"lsn_commit\":%d,\"messageType\":\"COMMIT\"}"
        .formatted(lsn, lsn, lsn);
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public Set<Map<String, Object>> connectorPartitions(String connectorName) {
    return Set.of();
  }
}
