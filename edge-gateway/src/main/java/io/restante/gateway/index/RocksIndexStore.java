package io.restante.gateway.index;

import io.restante.contract.DeviceAddress;
import io.restante.gateway.mailbox.DamagedIndexException;
import io.restante.gateway.mailbox.IndexStore;
import io.restante.gateway.mailbox.Offsets;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.UUID;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/// The index of one partition in RocksDB. Owned by the partition's lane.
///
/// A write goes to the write-ahead log without a sync: it survives the process, and after a power
/// cut the index is an older one that agrees with its position.
public final class RocksIndexStore implements IndexStore {
  static final int ADDRESS_BYTES = 17;

  private static final int KEY_BYTES = ADDRESS_BYTES + 8;
  private static final byte[] STATE_KEY = {0};
  private static final byte LAYOUT = 1;
  private static final byte[] EMPTY = {};
  private static final int BATCH_BYTES = 1 << 16;

  private final RocksDB database;
  private final Options options;
  private final UUID log;
  private final ReadOptions prefixReads =
      new ReadOptions().setPrefixSameAsStart(true).setFillCache(true);
  private final WriteOptions writes = new WriteOptions().setSync(false);
  private long position;
  private long checkpointedAtMs;

  private RocksIndexStore(RocksDB database, Options options, UUID log) {
    this.database = database;
    this.options = options;
    this.log = log;
  }

  static RocksIndexStore over(RocksDB database, Options options, UUID log) {
    RocksIndexStore store = new RocksIndexStore(database, options, log);
    try {
      store.readState();
      return store;
    } catch (RocksDBException e) {
      store.close();
      throw new DamagedIndexException("index state unreadable", e);
    } catch (DamagedIndexException e) {
      store.close();
      throw e;
    }
  }

  private void readState() throws RocksDBException {
    byte[] state = database.get(STATE_KEY);
    if (state == null) {
      return;
    }
    ByteBuffer in = ByteBuffer.wrap(state);
    if (state.length != 1 + 16 + 8 + 8 || in.get() != LAYOUT) {
      throw new DamagedIndexException(
          "index state: " + state.length + " bytes of another layout", null);
    }
    UUID found = new UUID(in.getLong(), in.getLong());
    if (!found.equals(log)) {
      throw new DamagedIndexException("index of log " + found + " (expected: " + log + ")", null);
    }
    position = in.getLong();
    checkpointedAtMs = in.getLong();
  }

  /// Returns when the last change was made durable, milliseconds since 1970 UTC; 0 when there was
  /// none.
  public long checkpointedAtMs() {
    return checkpointedAtMs;
  }

  /// Notes the time that the next changes are to be stamped with.
  ///
  /// @param nowMs milliseconds since 1970 UTC
  public void stamp(long nowMs) {
    checkpointedAtMs = nowMs;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public long[] page(DeviceAddress address, long from, int max) {
    byte[] key = key(address, from);
    long[] found = new long[Math.min(max, 16)];
    int count = 0;
    try (RocksIterator entries = database.newIterator(prefixReads)) {
      entries.seek(key);
      while (count < max && entries.isValid()) {
        if (count == found.length) {
          found = Arrays.copyOf(found, Math.min(max, 4 * count));
        }
        found[count++] = ByteBuffer.wrap(entries.key()).getLong(ADDRESS_BYTES);
        entries.next();
      }
      entries.status();
    } catch (RocksDBException e) {
      throw new DamagedIndexException("index page unreadable", e);
    }
    return count == found.length ? found : Arrays.copyOf(found, count);
  }

  @Override
  public void apply(Collection<Change> changes, long newPosition) {
    try (WriteBatch batch = new WriteBatch(BATCH_BYTES)) {
      for (Change change : changes) {
        byte[] key = key(change.address(), 0);
        ByteBuffer offset = ByteBuffer.wrap(key, ADDRESS_BYTES, 8).slice();
        Offsets removed = change.removed();
        for (int i = 0; i < removed.size(); i++) {
          offset.putLong(0, removed.get(i));
          batch.delete(key);
        }
        Offsets added = change.added();
        for (int i = 0; i < added.size(); i++) {
          offset.putLong(0, added.get(i));
          batch.put(key, EMPTY);
        }
      }
      batch.put(STATE_KEY, state(newPosition));
      database.write(writes, batch);
      position = newPosition;
    } catch (RocksDBException e) {
      throw new DamagedIndexException("index can't be written", e);
    }
  }

  private byte[] state(long newPosition) {
    return ByteBuffer.allocate(1 + 16 + 8 + 8)
        .put(LAYOUT)
        .putLong(log.getMostSignificantBits())
        .putLong(log.getLeastSignificantBits())
        .putLong(newPosition)
        .putLong(checkpointedAtMs)
        .array();
  }

  private static byte[] key(DeviceAddress address, long offset) {
    return ByteBuffer.allocate(KEY_BYTES)
        .putLong(address.user().high())
        .putLong(address.user().low())
        .put((byte) address.device())
        .putLong(offset)
        .array();
  }

  @Override
  public void close() {
    prefixReads.close();
    writes.close();
    database.close();
    options.close();
  }
}
