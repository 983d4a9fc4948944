package io.restante.gateway.snapshot;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/// A store in memory. Thread-safe.
public class MemorySnapshotStore implements SnapshotStore {
  /// What is in it, open to tests that want to break something.
  final Map<String, byte[]> objects = new ConcurrentSkipListMap<>();

  @Override
  public List<String> list(String prefix, int most) throws IOException {
    return objects.keySet().stream().filter(key -> key.startsWith(prefix)).limit(most).toList();
  }

  @Override
  public void put(String key, long bytes, Content content) throws IOException {
    try (InputStream in = content.open()) {
      byte[] read = in.readAllBytes();
      if (read.length != bytes) {
        throw new IOException(key + ": " + read.length + " bytes (expected: " + bytes + ")");
      }
      objects.put(key, read);
    }
  }

  @Override
  public InputStream get(String key) throws IOException {
    byte[] found = objects.get(key);
    if (found == null) {
      throw new NoSuchFileException(key);
    }
    return new ByteArrayInputStream(found);
  }

  @Override
  public void delete(String key) throws IOException {
    objects.remove(key);
  }

  @Override
  public void close() {
    // Nothing to let go of.
  }
}
