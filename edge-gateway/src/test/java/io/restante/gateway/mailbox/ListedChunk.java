package io.restante.gateway.mailbox;

import java.util.List;

/// A chunk of some records.
record ListedChunk(List<LogRecord> records) implements Chunk {
  @Override
  public int size() {
    return records.size();
  }

  @Override
  public long offset(int index) {
    return records.get(index).offset();
  }

  @Override
  public LogRecord record(int index) {
    return records.get(index);
  }
}
