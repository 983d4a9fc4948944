package io.restante.it.faults;

import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.contract.UserId;
import io.restante.it.topology.GroupFeed;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Writes the directory to the log in the connector's place: in order, late, and now and then a
/// part of it once more. Thread-safe.
final class Registrar implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long LOOK_NANOS = 5_000_000;

  private final GroupFeed feed;
  private final Queue<Change> changes = new ArrayDeque<>(); // guarded by this
  private final Map<GroupId, GroupFeed.Revision> written = new HashMap<>();
  private final Thread writer;
  private volatile boolean isClosed;

  /// What is to be written.
  ///
  /// @param dueNanos not before then
  /// @param isRepeated whether the revision before it is written again, as after a crash
  private record Change(GroupFeed.Revision revision, long dueNanos, boolean isRepeated) {}

  Registrar(String bootstrapServers) {
    this.feed = new GroupFeed(bootstrapServers);
    this.writer = Thread.ofVirtual().name("registrar").start(this::run);
  }

  /// Writes people and their device lists, and returns when they are in the log.
  void enlist(List<Person> people) throws InterruptedException {
    List<DeviceAddress> devices =
        people.stream().flatMap(person -> person.addresses().stream()).toList();
    Set<UserId> discreet =
        people.stream()
            .filter(person -> !person.isOpen())
            .map(Person::user)
            .collect(Collectors.toSet());
    try {
      feed.enlist(devices, discreet).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("device lists could not be written", e);
    }
  }

  /// Takes a revision to be written.
  ///
  /// @param late how much later
  /// @param isRepeated whether the revision before it is written again, as after a crash
  synchronized void write(GroupFeed.Revision revision, Duration late, boolean isRepeated) {
    changes.add(new Change(revision, System.nanoTime() + late.toNanos(), isRepeated));
  }

  private void run() {
    while (!isClosed) {
      Change next = next();
      if (next == null) {
        LockSupport.parkNanos(LOOK_NANOS);
      } else {
        write(next);
        done();
      }
    }
  }

  private synchronized @Nullable Change next() {
    Change next = changes.peek();
    return next == null || next.dueNanos - System.nanoTime() > 0 ? null : next;
  }

  private synchronized void done() {
    changes.remove();
  }

  private void write(Change change) {
    GroupFeed.Revision before = written.put(change.revision.group(), change.revision);
    var _ = feed.write(change.revision).join();
    if (change.isRepeated && before != null) {
      var _ = feed.write(before).join();
      var _ = feed.write(change.revision).join();
    }
  }

  /// Waits until all has been written, whenever it was due.
  void awaitWritten() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!isWritten()) {
      if (System.nanoTime() - deadline > 0 || !writer.isAlive()) {
        throw new IllegalStateException("the directory could not be written");
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private synchronized boolean isWritten() {
    return changes.isEmpty();
  }

  @Override
  public void close() {
    isClosed = true;
    feed.close();
  }
}
