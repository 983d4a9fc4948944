package io.restante.gateway.index;

import io.restante.gateway.mailbox.DamagedIndexException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBufferManager;

/// The directory that holds the indexes of a node and its copies of device lists, and the memory
/// they share. Thread-safe.
///
/// The shared block cache and write buffers are bounded together, whatever the number of
/// partitions.
public final class IndexDirectory implements AutoCloseable {
  private static final int PREFIX_BYTES = RocksIndexStore.ADDRESS_BYTES;
  private static final int USER_BYTES = 16;
  private static final double FILTER_BITS_PER_KEY = 10;
  private static final long WRITE_BUFFER_BYTES = 16L << 20;
  private static final String SCRATCH = "scratch-";

  private final Path root;
  private final Cache cache;
  private final WriteBufferManager writeBuffers;
  private final BloomFilter filter;

  /// Opens the directory.
  ///
  /// @param root created when missing; holds RocksDB's native library as well
  /// @param memoryBytes bound of block cache and write buffers of all partitions together
  public IndexDirectory(Path root, long memoryBytes) {
    NativeLibrary.load(root);
    removeScratches(root);
    this.root = root;
    this.cache = new LRUCache(memoryBytes);
    this.writeBuffers = new WriteBufferManager(memoryBytes / 2, cache);
    this.filter = new BloomFilter(FILTER_BITS_PER_KEY);
  }

  /// Opens the index of a partition, empty when there was none.
  ///
  /// @param log the log the offsets have to belong to
  /// @throws DamagedIndexException when it can't be opened, or belongs to another log
  public RocksIndexStore open(int partition, UUID log) {
    return open(
        directory(partition),
        PREFIX_BYTES,
        (database, options) -> RocksIndexStore.over(database, options, log));
  }

  /// Opens the copy of the devices of a partition's users, empty when there was none.
  ///
  /// @param log the id of the topic that the position belongs to
  /// @throws DamagedIndexException when it can't be opened, or belongs to another topic
  public DeviceStore openDevices(int partition, UUID log) {
    return open(
        devices(partition),
        USER_BYTES,
        (database, options) -> DeviceStore.over(database, options, log));
  }

  private <T> T open(Path directory, int prefixBytes, BiFunction<RocksDB, Options, T> over) {
    Options options = options(prefixBytes);
    try {
      Files.createDirectories(directory);
      return over.apply(RocksDB.open(options, directory.toString()), options);
    } catch (RocksDBException e) {
      options.close();
      throw new DamagedIndexException(directory.getFileName() + " does not open", e);
    } catch (IOException e) {
      options.close();
      throw new UncheckedIOException(directory + ": can't be created", e);
    }
  }

  /// Removes the index of a partition, which must not be open.
  public void wipe(int partition) {
    remove(directory(partition));
  }

  /// Removes the copy of the devices of a partition's users, which must not be open.
  public void wipeDevices(int partition) {
    remove(devices(partition));
  }

  /// Returns a place for files on the disk of the indexes, with nothing there yet. What is left of
  /// it is removed when the directory is opened the next time.
  ///
  /// @param name of lower-case letters, digits and hyphens
  public Path scratch(String name) {
    Path place = root.resolve(SCRATCH + name);
    remove(place);
    return place;
  }

  /// Removes a place that [#scratch] gave.
  public void removeScratch(Path place) {
    if (!place.startsWith(root) || !place.getFileName().toString().startsWith(SCRATCH)) {
      throw new IllegalArgumentException(place + ": not a scratch place of " + root);
    }
    remove(place);
  }

  /// Tells what an index says of itself, without changing it.
  ///
  /// @param index a directory with a copy of an index, not open
  /// @throws DamagedIndexException when it does not open, or says nothing
  public IndexState inspect(Path index) {
    try (Options options = options(PREFIX_BYTES).setCreateIfMissing(false);
        RocksDB database = RocksDB.openReadOnly(options, index.toString())) {
      byte[] state = database.get(IndexState.KEY);
      if (state == null) {
        throw new DamagedIndexException("index without a state", null);
      }
      return IndexState.decode(state);
    } catch (RocksDBException e) {
      throw new DamagedIndexException("index does not open", e);
    }
  }

  /// Puts a copy of an index in the place of a partition's own, which must not be open.
  ///
  /// @param index a directory that [#scratch] gave; it is gone afterwards
  public void adopt(int partition, Path index) {
    wipe(partition);
    Path place = directory(partition);
    try {
      Files.move(index, place);
    } catch (IOException e) {
      throw new UncheckedIOException(place + ": can't be made of a copy", e);
    }
  }

  private static void remove(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(directory + ": can't be removed", e);
    }
  }

  private static void removeScratches(Path root) {
    try (Stream<Path> files = Files.list(root)) {
      files
          .filter(file -> file.getFileName().toString().startsWith(SCRATCH))
          .forEach(IndexDirectory::remove);
    } catch (IOException e) {
      throw new UncheckedIOException(root + ": can't be read", e);
    }
  }

  private Path directory(int partition) {
    return root.resolve("partition-" + partition);
  }

  private Path devices(int partition) {
    return root.resolve("devices-" + partition);
  }

  private Options options(int prefixBytes) {
    BlockBasedTableConfig tables =
        new BlockBasedTableConfig()
            .setBlockCache(cache)
            .setCacheIndexAndFilterBlocks(true)
            .setFilterPolicy(filter)
            .setWholeKeyFiltering(false);
    return new Options()
        .setCreateIfMissing(true)
        .setWriteBufferManager(writeBuffers)
        .setWriteBufferSize(WRITE_BUFFER_BYTES)
        .useFixedLengthPrefixExtractor(prefixBytes)
        .setMemtablePrefixBloomSizeRatio(0.1)
        .setTableFormatConfig(tables)
        .setMaxBackgroundJobs(2)
        .setMaxOpenFiles(64)
        .setKeepLogFileNum(1)
        .setMaxLogFileSize(1 << 20)
        .setStatsDumpPeriodSec(0)
        .setStatsPersistPeriodSec(0);
  }

  @Override
  public void close() {
    writeBuffers.close();
    cache.close();
    filter.close();
  }
}
