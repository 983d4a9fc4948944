package io.restante.gateway.index;

import io.restante.contract.ContractException;
import io.restante.contract.DeviceAddress;
import io.restante.contract.Slot;
import io.restante.contract.SlotCodec;
import io.restante.gateway.mailbox.DamagedIndexException;
import io.restante.gateway.mailbox.IndexStore;
import io.restante.gateway.mailbox.Offsets;
import io.restante.gateway.mailbox.Sharing;
import io.restante.gateway.mailbox.Standing;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Checkpoint;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/// The index of one partition in RocksDB. Owned by the partition's lane; others may ask for its
/// position and for a copy, nothing else.
///
/// A write goes to the write-ahead log without a sync: it survives the process, and after a power
/// cut the index is an older one that agrees with its position.
public final class RocksIndexStore implements IndexStore {
  static final int ADDRESS_BYTES = 17;

  private static final int KEY_BYTES = ADDRESS_BYTES + 8;
  private static final int STANDING_BYTES = 8 + 8 + 1;
  private static final int IS_SLOT = 0x80;
  private static final byte[] OVERLAID = new byte[ADDRESS_BYTES];
  private static final byte[] EMPTY = {};
  private static final int BATCH_BYTES = 1 << 16;

  private final RocksDB database;
  private final Options options;
  private final UUID log;
  private final ReadOptions prefixReads =
      new ReadOptions().setPrefixSameAsStart(true).setFillCache(true);
  private final WriteOptions writes = new WriteOptions().setSync(false);

  /// Held while a copy is made, so that the database is not closed meanwhile.
  private final ReentrantLock copying = new ReentrantLock();

  private boolean isClosed; // guarded by copying

  // Written by the lane, read by those who make copies too.
  private volatile long position;
  private volatile long checkpointedAtMs;

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
    byte[] written = database.get(IndexState.KEY);
    if (written == null) {
      return;
    }
    IndexState state = IndexState.decode(written);
    if (!state.log().equals(log)) {
      throw new DamagedIndexException(
          "index of log " + state.log() + " (expected: " + log + ")", null);
    }
    position = state.position();
    checkpointedAtMs = state.checkpointedAtMs();
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
  public @Nullable Standing standing(Slot slot) {
    try {
      byte[] value = database.get(standingKey(slot));
      if (value == null) {
        return null;
      }
      if (value.length != STANDING_BYTES) {
        throw new DamagedIndexException("index slot: " + value.length + " bytes", null);
      }
      ByteBuffer in = ByteBuffer.wrap(value);
      return new Standing(in.getLong(), in.getLong(), in.get() != 0);
    } catch (RocksDBException e) {
      throw new DamagedIndexException("index slot unreadable", e);
    }
  }

  @Override
  public List<Slot> slots(DeviceAddress address) {
    return slotsUnder(slotPrefix(address));
  }

  @Override
  public List<Slot> overlaid() {
    return slotsUnder(OVERLAID);
  }

  private List<Slot> slotsUnder(byte[] prefix) {
    List<Slot> slots = new ArrayList<>();
    try (RocksIterator entries = database.newIterator(prefixReads)) {
      for (entries.seek(prefix); entries.isValid(); entries.next()) {
        byte[] key = entries.key();
        ByteBuffer slot = ByteBuffer.wrap(key, ADDRESS_BYTES, key.length - ADDRESS_BYTES);
        slots.add(SlotCodec.decode(slot));
      }
      entries.status();
    } catch (RocksDBException | ContractException e) {
      throw new DamagedIndexException("index slots unreadable", e);
    }
    return slots;
  }

  @Override
  public @Nullable Sharing sharing(long offset) {
    try {
      byte[] value = database.get(SharingLayout.key(offset, false));
      if (value == null) {
        value = database.get(SharingLayout.key(offset, true));
      }
      return value == null ? null : SharingLayout.decode(value);
    } catch (RocksDBException e) {
      throw new DamagedIndexException("index sharing unreadable", e);
    }
  }

  @Override
  public List<Long> orphans() {
    List<Long> offsets = new ArrayList<>();
    try (RocksIterator entries = database.newIterator(prefixReads)) {
      for (entries.seek(SharingLayout.key(0, true)); entries.isValid(); entries.next()) {
        offsets.add(ByteBuffer.wrap(entries.key()).getLong(ADDRESS_BYTES));
      }
      entries.status();
    } catch (RocksDBException e) {
      throw new DamagedIndexException("index orphans unreadable", e);
    }
    return offsets;
  }

  @Override
  public void apply(Changes changes, long newPosition) {
    try (WriteBatch batch = new WriteBatch(BATCH_BYTES)) {
      for (Change change : changes.mailboxes()) {
        apply(batch, change);
      }
      for (SlotChange change : changes.slots()) {
        apply(batch, change);
      }
      for (SharingChange change : changes.sharings()) {
        apply(batch, change);
      }
      batch.put(IndexState.KEY, new IndexState(log, newPosition, checkpointedAtMs).encode());
      database.write(writes, batch);
      position = newPosition;
    } catch (RocksDBException e) {
      throw new DamagedIndexException("index can't be written", e);
    }
  }

  private static void apply(WriteBatch batch, Change change) throws RocksDBException {
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

  private static void apply(WriteBatch batch, SharingChange change) throws RocksDBException {
    Sharing sharing = change.sharing();
    boolean isOrphan = sharing != null && sharing.devices().isEmpty();
    batch.delete(SharingLayout.key(change.offset(), false));
    batch.delete(SharingLayout.key(change.offset(), true));
    if (sharing != null) {
      batch.put(SharingLayout.key(change.offset(), isOrphan), SharingLayout.encode(sharing));
    }
  }

  private static void apply(WriteBatch batch, SlotChange change) throws RocksDBException {
    Standing standing = change.standing();
    byte[] key = standingKey(change.slot());
    byte[] overlaidKey = slotKey(OVERLAID, change.slot());
    if (standing == null) {
      batch.delete(key);
    } else {
      batch.put(
          key,
          ByteBuffer.allocate(STANDING_BYTES)
              .putLong(standing.version())
              .putLong(standing.offset())
              .put((byte) (standing.isOverlaid() ? 1 : 0))
              .array());
    }
    if (standing != null && standing.isOverlaid()) {
      batch.put(overlaidKey, EMPTY);
    } else {
      batch.delete(overlaidKey);
    }
  }

  private static byte[] standingKey(Slot slot) {
    return slotKey(slotPrefix(slot.address()), slot);
  }

  private static byte[] slotPrefix(DeviceAddress address) {
    return ByteBuffer.allocate(ADDRESS_BYTES)
        .putLong(address.user().high())
        .putLong(address.user().low())
        .put((byte) (address.device() | IS_SLOT))
        .array();
  }

  private static byte[] slotKey(byte[] prefix, Slot slot) {
    byte[] suffix = SlotCodec.encode(slot);
    byte[] key = Arrays.copyOf(prefix, prefix.length + suffix.length);
    System.arraycopy(suffix, 0, key, prefix.length, suffix.length);
    return key;
  }

  private static byte[] key(DeviceAddress address, long offset) {
    return ByteBuffer.allocate(KEY_BYTES)
        .putLong(address.user().high())
        .putLong(address.user().low())
        .put((byte) address.device())
        .putLong(offset)
        .array();
  }

  /// Makes a copy of the index as it stands between two writes. Called by any thread; the lane goes
  /// on meanwhile, and waits only if it wants to close the index.
  ///
  /// @param directory on the disk of the index; must not exist. Tables are linked, not copied
  /// @return false when the index is closed
  /// @throws DamagedIndexException when no copy can be made
  public boolean copyInto(Path directory) {
    copying.lock();
    try {
      if (isClosed) {
        return false;
      }
      try (Checkpoint checkpoint = Checkpoint.create(database)) {
        checkpoint.createCheckpoint(directory.toString());
      }
      return true;
    } catch (RocksDBException e) {
      throw new DamagedIndexException("no copy can be made of the index", e);
    } finally {
      copying.unlock();
    }
  }

  @Override
  public void close() {
    copying.lock();
    try {
      isClosed = true;
      prefixReads.close();
      writes.close();
      database.close();
      options.close();
    } finally {
      copying.unlock();
    }
  }
}
