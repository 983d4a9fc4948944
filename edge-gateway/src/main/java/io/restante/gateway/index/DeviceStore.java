package io.restante.gateway.index;

import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;
import io.restante.gateway.mailbox.DamagedIndexException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/// The devices of one partition's users in RocksDB: a copy of what `directory.devices` holds. One
/// thread writes and closes; any thread reads, until it is closed.
///
/// ```
/// key:   | user, 16 bytes | device, 1 byte |       device 0 stands for the list
/// value: | registered at, 8 bytes | epoch, 8 bytes | registration id, 4 bytes |
/// ```
public final class DeviceStore implements AutoCloseable {
  private static final int VALUE_BYTES = 8 + 8 + 4;
  private static final int BATCH_BYTES = 1 << 16;

  private final RocksDB database;
  private final Options options;
  private final UUID log;
  private final ReadOptions prefixReads = new ReadOptions().setPrefixSameAsStart(true);
  private final WriteOptions writes = new WriteOptions().setSync(false);
  private long position;
  private long writtenAtMs;

  private DeviceStore(RocksDB database, Options options, UUID log) {
    this.database = database;
    this.options = options;
    this.log = log;
  }

  /// A device that a user has.
  ///
  /// @param device the device id, 0 for the marker of the user's list
  /// @param registeredAtMs when it was registered, milliseconds since 1970 UTC
  /// @param epoch the revision of the list that the device came with; of the marker, the revision
  ///   of the list
  /// @param registrationId what the device chose for its Signal sessions
  public record Listed(int device, long registeredAtMs, long epoch, int registrationId) {}

  /// What happened to a device or a list.
  ///
  /// @param device the device, or the list's marker
  /// @param listed null when it is gone
  public record Change(DeviceAddress device, @Nullable Listed listed) {}

  static DeviceStore over(RocksDB database, Options options, UUID log) {
    DeviceStore store = new DeviceStore(database, options, log);
    try {
      byte[] written = database.get(IndexState.KEY);
      if (written != null) {
        IndexState state = IndexState.decode(written);
        if (!state.log().equals(log)) {
          throw new DamagedIndexException("devices of log " + state.log(), null);
        }
        store.position = state.position();
        store.writtenAtMs = state.checkpointedAtMs();
      }
      return store;
    } catch (RocksDBException e) {
      store.close();
      throw new DamagedIndexException("devices' state unreadable", e);
    } catch (DamagedIndexException e) {
      store.close();
      throw e;
    }
  }

  /// Returns the offset of the first record that has not been taken in; 0 when it is empty.
  public long position() {
    return position;
  }

  /// Returns when something was taken in last, milliseconds since 1970 UTC; 0 when nothing was.
  public long writtenAtMs() {
    return writtenAtMs;
  }

  /// Returns a user's devices, with the marker of the list; none when nothing is known of the user.
  public List<Listed> devices(UserId user) {
    List<Listed> found = new ArrayList<>(4);
    try (RocksIterator entries = database.newIterator(prefixReads)) {
      for (entries.seek(key(user, 0)); entries.isValid(); entries.next()) {
        byte[] key = entries.key();
        byte[] value = entries.value();
        if (value.length != VALUE_BYTES) {
          throw new DamagedIndexException("device: " + value.length + " bytes", null);
        }
        ByteBuffer in = ByteBuffer.wrap(value);
        found.add(new Listed(key[key.length - 1], in.getLong(), in.getLong(), in.getInt()));
      }
      entries.status();
    } catch (RocksDBException e) {
      throw new DamagedIndexException("devices unreadable", e);
    }
    return found;
  }

  /// Makes changes and a new position durable together.
  ///
  /// @param nowMs milliseconds since 1970 UTC
  public void apply(Collection<Change> changes, long newPosition, long nowMs) {
    try (WriteBatch batch = new WriteBatch(BATCH_BYTES)) {
      for (Change change : changes) {
        byte[] key = key(change.device().user(), change.device().device());
        Listed listed = change.listed();
        if (listed == null) {
          batch.delete(key);
        } else {
          batch.put(key, value(listed));
        }
      }
      batch.put(IndexState.KEY, new IndexState(log, newPosition, nowMs).encode());
      database.write(writes, batch);
      position = newPosition;
      writtenAtMs = nowMs;
    } catch (RocksDBException e) {
      throw new DamagedIndexException("devices can't be written", e);
    }
  }

  private static byte[] value(Listed listed) {
    return ByteBuffer.allocate(VALUE_BYTES)
        .putLong(listed.registeredAtMs())
        .putLong(listed.epoch())
        .putInt(listed.registrationId())
        .array();
  }

  private static byte[] key(UserId user, int device) {
    return ByteBuffer.allocate(RocksIndexStore.ADDRESS_BYTES)
        .putLong(user.high())
        .putLong(user.low())
        .put((byte) device)
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
