package io.restante.gateway.devices;

import io.restante.contract.UserId;
import io.restante.gateway.index.DeviceStore;
import io.restante.gateway.index.DeviceStore.Change;
import io.restante.gateway.index.DeviceStore.Listed;
import io.restante.gateway.mailbox.DamagedIndexException;
import java.util.Collection;
import java.util.List;
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
