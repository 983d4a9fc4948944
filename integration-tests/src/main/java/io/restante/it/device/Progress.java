package io.restante.it.device;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/// How far a device has come, for those who wait for it. Thread-safe.
final class Progress {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // guarded by lock
  private Counts counts = new Counts(0, 0, 0, 0, 0, 0, 0);

  /// What a device counts. Immutable.
  ///
  /// @param welcomed connections greeted by a node
  /// @param drained connections on which everything waiting was delivered
  /// @param disconnected connections that ended or were not made
  /// @param sent messages handed to the device for sending
  /// @param settled messages accepted, or refused for good
  /// @param received messages shown
  /// @param expired notices of messages never collected
  record Counts(
      long welcomed,
      long drained,
      long disconnected,
      long sent,
      long settled,
      long received,
      long expired) {}

  void add(Counts more) {
    lock.lock();
    try {
      counts =
          new Counts(
              counts.welcomed + more.welcomed,
              counts.drained + more.drained,
              counts.disconnected + more.disconnected,
              counts.sent + more.sent,
              counts.settled + more.settled,
              counts.received + more.received,
              counts.expired + more.expired);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  Counts counts() {
    lock.lock();
    try {
      return counts;
    } finally {
      lock.unlock();
    }
  }

  /// Waits until the counts are as wished.
  ///
  /// @throws TimeoutException with the counts, when that takes too long
  void await(String what, Predicate<Counts> wish, Duration patience)
      throws InterruptedException, TimeoutException {
    long left = patience.toNanos();
    lock.lock();
    try {
      while (!wish.test(counts)) {
        if (left <= 0) {
          throw new TimeoutException("waited " + patience + " for " + what + ", have " + counts);
        }
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }
}
