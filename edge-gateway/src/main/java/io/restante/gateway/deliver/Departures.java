package io.restante.gateway.deliver;

import io.restante.gateway.mailbox.Disconnection;
import io.restante.gateway.ownership.Home;
import io.restante.gateway.ownership.Homes;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// Sees connections off whose partition has gone to another node, or to another lane of this one:
/// keeps them until it is known where their home is now, and then sends them there, so many a
/// second and not all at once, so that a change of fleet is no stampede.
///
/// Who waits here can still send; what waits for it is delivered at its new home. Bound: the
/// connections of the node; each waits [#WAIT_MAX] for its home to be known, and is then told to
/// reconnect, also so many a second. Thread-safe; one thread of its own.
public final class Departures implements AutoCloseable {
  /// How many leave in a second unless set otherwise.
  public static final int PER_SECOND_DEFAULT = 5_000;

  private static final Duration WAIT_MAX = Duration.ofSeconds(5);
  private static final Duration TURN = Duration.ofMillis(10);

  private final Homes homes;
  private final int perTurn;
  private final ConcurrentLinkedQueue<Waiting> arrived = new ConcurrentLinkedQueue<>();
  private final AtomicInteger count = new AtomicInteger();
  private final Thread thread;
  private ArrayDeque<Waiting> waiting = new ArrayDeque<>(); // owned by the thread
  private volatile boolean stopping;

  private record Waiting(int partition, DeviceConnection connection, long sinceNanos) {}

  /// Creates it; [#start] begins it.
  ///
  /// @param homes knows where partitions are
  /// @param perSecond how many connections leave in a second, 1 or more
  public Departures(Homes homes, int perSecond) {
    this.homes = homes;
    this.perTurn = (int) Math.max(1, perSecond * TURN.toMillis() / 1_000);
    this.thread = Thread.ofPlatform().name("departures").unstarted(this::run);
  }

  /// Starts the thread.
  public void start() {
    thread.start();
  }

  /// Takes a connection that this node serves no more.
  void add(int partition, DeviceConnection connection) {
    count.incrementAndGet();
    arrived.add(new Waiting(partition, connection, System.nanoTime()));
    LockSupport.unpark(thread);
  }

  /// Returns how many connections wait to be seen off.
  public int waiting() {
    return count.get();
  }

  /// Waits until nobody waits any more.
  ///
  /// @return false when somebody still does
  public boolean awaitEmpty(Duration most) {
    long began = System.nanoTime();
    while (count.get() > 0) {
      if (System.nanoTime() - began > most.toNanos() || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
    return true;
  }

  private void run() {
    while (!stopping) {
      if (waiting.isEmpty() && arrived.isEmpty()) {
        LockSupport.park(this);
      }
      takeTurn(System.nanoTime());
      LockSupport.parkNanos(TURN.toNanos());
    }
    disconnectAll();
  }

  private void takeTurn(long nowNanos) {
    takeIn();
    List<Waiting> stay = new ArrayList<>();
    int left = perTurn;
    while (left > 0 && !waiting.isEmpty()) {
      Waiting next = waiting.removeFirst();
      if (leaves(next, nowNanos)) {
        count.decrementAndGet();
        left--;
      } else {
        stay.add(next);
      }
    }
    waiting.addAll(stay);
  }

  private boolean leaves(Waiting next, long nowNanos) {
    URI here = homes.here(next.partition());
    if (here != null) {
      next.connection().moved(here); // The partition has come back; the device has to, too.
      return true;
    }
    Home home = homes.elsewhere(next.partition());
    if (home != null) {
      next.connection().moved(home.address());
      return true;
    }
    if (nowNanos - next.sinceNanos() > WAIT_MAX.toNanos()) {
      next.connection().disconnect(Disconnection.GOING_AWAY);
      return true;
    }
    return false;
  }

  private void takeIn() {
    for (Waiting next = arrived.poll(); next != null; next = arrived.poll()) {
      waiting.add(next);
    }
  }

  private void disconnectAll() {
    takeIn();
    for (Waiting next : waiting) {
      next.connection().disconnect(Disconnection.GOING_AWAY);
    }
    waiting = new ArrayDeque<>();
    count.set(0);
  }

  /// Tells who still waits to reconnect, and stops.
  @Override
  public void close() {
    stopping = true;
    LockSupport.unpark(thread);
    try {
      thread.join(Duration.ofSeconds(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
