package io.restante.gateway.devices;

import io.restante.contract.DeviceAddress;
import io.restante.contract.DirectoryKeys;
import io.restante.contract.UserId;
import io.restante.gateway.index.DeviceStore;
import io.restante.gateway.index.DeviceStore.Change;
import io.restante.gateway.index.DeviceStore.Gone;
import io.restante.gateway.index.DeviceStore.Listed;
import io.restante.gateway.mailbox.DamagedIndexException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// The devices of one partition's users, while the partition is followed. Written and closed by the
/// follower's thread, read by the partition's lane.
final class FollowedDevices {
  private static final long NOBODY_ASKS = 0;

  private final DeviceStore store;

  /// Where the topic ended when it began to be followed: before that nothing is known.
  private final long knownFrom;

  /// Held by readers, so that the store is not closed meanwhile.
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

  private boolean isClosed; // guarded by lock

  /// Bound: the devices removed while they are remembered, and those whose mailboxes are not empty.
  private final Map<DeviceAddress, Gone> gone;

  /// Bound: those who are gone, each for every time that its mailbox was emptied.
  private final Queue<DeviceAddress> emptied = new ConcurrentLinkedQueue<>();

  /// When the lane first asked after somebody unknown, in nanoseconds; [#NOBODY_ASKS] when it has
  /// not since it was answered.
  private volatile long askedAtNanos = NOBODY_ASKS;

  /// When everything that the topic held was known, in nanoseconds.
  private volatile long caughtUpAtNanos = System.nanoTime();

  private volatile boolean isKnown;
  private volatile boolean isDamaged;

  FollowedDevices(DeviceStore store, long knownFrom) {
    this.store = store;
    this.knownFrom = knownFrom;
    this.gone = new ConcurrentHashMap<>(store.gone());
    this.isKnown = store.position() >= knownFrom;
  }

  /// Returns where to read on.
  long position() {
    return store.position();
  }

  /// Tells whether this has to be thrown away.
  boolean isDamaged() {
    return isDamaged;
  }

  /// Tells whether everything is known that the topic held when it began to be followed.
  boolean isKnown() {
    return isKnown;
  }

  /// Returns a user's devices.
  ///
  /// @throws DamagedIndexException when this is closed, or damaged
  List<Listed> devices(UserId user) {
    lock.readLock().lock();
    try {
      if (isClosed) {
        throw new DamagedIndexException("devices are closed", null);
      }
      return store.devices(user);
    } catch (DamagedIndexException e) {
      isDamaged = true;
      throw e;
    } finally {
      lock.readLock().unlock();
    }
  }

  /// Takes changes in.
  ///
  /// @param position the offset of the first record that has not been taken in then
  void apply(Collection<Change> changes, long position, long nowMs) {
    store.apply(changes, position, nowMs);
    for (Change change : changes) {
      if (change.listed() == null) {
        gone.put(change.device(), new Gone(change.atMs(), false));
      } else if (gone.remove(change.device()) != null) {
        store.keep(change.device(), null); // The directory was put back to an earlier time.
      }
    }
  }

  /// Tells whether a device, or a user's list, was removed lately.
  boolean isGone(DeviceAddress device) {
    return gone.containsKey(device);
  }

  /// Returns the devices that were removed lately.
  Set<DeviceAddress> gone() {
    return Set.copyOf(gone.keySet());
  }

  /// Returns the devices that are gone and for whom something may still wait.
  List<DeviceAddress> notEmptied() {
    return gone.entrySet().stream()
        .filter(entry -> !entry.getValue().isEmptied())
        .map(Map.Entry::getKey)
        .filter(device -> device.device() != DirectoryKeys.LIST)
        .toList();
  }

  /// Nothing waits any more for a device that is gone. On any thread.
  void emptied(DeviceAddress device) {
    emptied.add(device);
  }

  /// Keeps what is empty, and forgets what has been gone for long enough.
  ///
  /// @param forgetMs what was gone before this, milliseconds since 1970 UTC
  void settle(long forgetMs) {
    for (DeviceAddress device = emptied.poll(); device != null; device = emptied.poll()) {
      Gone kept = gone.computeIfPresent(device, (_, it) -> new Gone(it.sinceMs(), true));
      if (kept != null) {
        store.keep(device, kept);
      }
    }
    for (Map.Entry<DeviceAddress, Gone> entry : Map.copyOf(gone).entrySet()) {
      boolean isList = entry.getKey().device() == DirectoryKeys.LIST;
      boolean isOver = isList || entry.getValue().isEmptied();
      if (isOver && entry.getValue().sinceMs() < forgetMs) {
        gone.remove(entry.getKey());
        store.keep(entry.getKey(), null);
      }
    }
  }

  /// Hears how far the topic has been read: marks of transactions lie behind the last record.
  void readUpTo(long position) {
    isKnown = isKnown || position >= knownFrom;
  }

  /// Begins to wait for everything that the topic holds now.
  ///
  /// @return false when the lane waits already
  boolean ask() {
    boolean isNew = askedAtNanos == NOBODY_ASKS;
    if (isNew) {
      askedAtNanos = Math.max(1, System.nanoTime());
    }
    return isNew;
  }

  /// Tells whether what the lane waits for is there; with that the waiting is over.
  boolean isCaughtUp() {
    long asked = askedAtNanos;
    if (asked == NOBODY_ASKS) {
      return false;
    }
    boolean isCaughtUp = caughtUpAtNanos - asked > 0;
    if (isCaughtUp) {
      askedAtNanos = NOBODY_ASKS;
    }
    return isCaughtUp;
  }

  /// Tells whether the lane waits for [#caughtUp].
  boolean isAsked() {
    long asked = askedAtNanos;
    return asked != NOBODY_ASKS && caughtUpAtNanos - asked <= 0;
  }

  /// Hears that everything is known that the topic held at a time.
  void caughtUp(long nanos) {
    caughtUpAtNanos = nanos;
  }

  void close() {
    lock.writeLock().lock();
    try {
      isClosed = true;
      store.close();
    } finally {
      lock.writeLock().unlock();
    }
  }
}
