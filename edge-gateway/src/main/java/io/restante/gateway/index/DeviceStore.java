package io.restante.gateway.index;

import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;
import io.restante.gateway.mailbox.DamagedIndexException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
///
/// what is gone:
/// key:   | 16 bytes of 255 | user, 16 bytes | device, 1 byte |
/// value: | since, 8 bytes | 1 when its mailbox is empty, 1 byte |
/// ```
public final class DeviceStore implements AutoCloseable {
  private static final int VALUE_BYTES = 8 + 8 + 4;
  private static final int GONE_VALUE_BYTES = 8 + 1;
  private static final int BATCH_BYTES = 1 << 16;
  private static final byte[] GONE = new byte[16];

  static {
    Arrays.fill(GONE, (byte) 0xFF); // No user's id: those are UUIDs of version 7.
  }

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
  /// @param registrationId what the device chose for its Signal sessions; of the marker,
  ///   [#TELLS_WHAT_IS_READ] or 0
  public record Listed(int device, long registeredAtMs, long epoch, int registrationId) {
    /// Of a marker whose user lets senders know what he has read.
    public static final int TELLS_WHAT_IS_READ = 1;
  }

  /// What happened to a device or a list.
  ///
  /// @param device the device, or the list's marker
  /// @param listed null when it is gone
  /// @param atMs when, milliseconds since 1970 UTC
  public record Change(DeviceAddress device, @Nullable Listed listed, long atMs) {}

  /// A device that a user has no more, or the list of a user that is no more.
  ///
  /// @param sinceMs milliseconds since 1970 UTC
  /// @param isEmptied whether nothing waits for it any more
  public record Gone(long sinceMs, boolean isEmptied) {}

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

  /// Returns what is gone and was not [forgotten][#keep] since.
  public Map<DeviceAddress, Gone> gone() {
    Map<DeviceAddress, Gone> found = new HashMap<>();
    try (RocksIterator entries = database.newIterator(prefixReads)) {
      for (entries.seek(GONE); entries.isValid(); entries.next()) {
        byte[] value = entries.value();
        if (value.length != GONE_VALUE_BYTES) {
          throw new DamagedIndexException("gone device: " + value.length + " bytes", null);
        }
        ByteBuffer key =
            ByteBuffer.wrap(entries.key(), GONE.length, entries.key().length - GONE.length);
        ByteBuffer in = ByteBuffer.wrap(value);
        found.put(
            new DeviceAddress(new UserId(key.getLong(), key.getLong()), key.get()),
            new Gone(in.getLong(), in.get() == 1));
      }
      entries.status();
    } catch (RocksDBException e) {
      throw new DamagedIndexException("gone devices unreadable", e);
    }
    return found;
  }

  /// Keeps what is said now of something that is gone.
  ///
  /// @param gone null to forget it
  public void keep(DeviceAddress device, @Nullable Gone gone) {
    try {
      if (gone == null) {
        database.delete(writes, goneKey(device));
      } else {
        database.put(writes, goneKey(device), value(gone));
      }
    } catch (RocksDBException e) {
      throw new DamagedIndexException("gone devices can't be written", e);
    }
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
          batch.put(goneKey(change.device()), value(new Gone(change.atMs(), false)));
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

  private static byte[] value(Gone gone) {
    return ByteBuffer.allocate(GONE_VALUE_BYTES)
        .putLong(gone.sinceMs())
        .put((byte) (gone.isEmptied() ? 1 : 0))
        .array();
  }

  private static byte[] goneKey(DeviceAddress device) {
    return ByteBuffer.allocate(GONE.length + RocksIndexStore.ADDRESS_BYTES)
        .put(GONE)
        .put(key(device.user(), device.device()))
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
