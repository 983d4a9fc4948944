package io.restante.streams.runtime;

import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WriteBufferManager;

/// Gives all stores of the process one memory: blocks that were read, indexes, filters, and what
/// has not been written to disk. Made by Kafka Streams. Thread-safe.
public final class BoundedMemory implements RocksDBConfigSetter {
  /// The setting: how many bytes.
  static final String BYTES = "restante.store.bytes";

  private static final AtomicReference<@Nullable Shared> SHARED = new AtomicReference<>();
  private static final long WRITE_BUFFER_BYTES = 4L << 20;
  private static final int BLOOM_BITS = 10;
  private static final double INDEXES_SHARE = 0.1;

  /// Used by {@code rocksdb.config.setter}.
  public BoundedMemory() {}

  /// The memory of the process, never given back.
  private record Shared(Cache cache, WriteBufferManager writes) {
    static Shared of(long bytes) {
      Cache cache = new LRUCache(bytes, -1, false, INDEXES_SHARE);
      return new Shared(cache, new WriteBufferManager(bytes / 2, cache));
    }
  }

  private static Shared shared(long bytes) {
    synchronized (SHARED) {
      Shared there = SHARED.get();
      if (there == null) {
        there = Shared.of(bytes);
        SHARED.set(there);
      }
      return there;
    }
  }

  @Override
  public void setConfig(String store, Options options, Map<String, Object> configs) {
    Shared shared = shared(Long.parseLong(String.valueOf(configs.get(BYTES))));
    // Kafka Streams closes the filter that it finds.
    BlockBasedTableConfig tables = (BlockBasedTableConfig) options.tableFormatConfig();
    tables.setBlockCache(shared.cache());
    tables.setCacheIndexAndFilterBlocks(true);
    tables.setCacheIndexAndFilterBlocksWithHighPriority(true);
    tables.setPinTopLevelIndexAndFilter(true);
    tables.setFilterPolicy(new BloomFilter(BLOOM_BITS));
    options.setTableFormatConfig(tables);
    options.setWriteBufferManager(shared.writes());
    options.setWriteBufferSize(WRITE_BUFFER_BYTES);
  }

  @Override
  public void close(String store, Options options) {
    // The memory is the process's.
  }
}
