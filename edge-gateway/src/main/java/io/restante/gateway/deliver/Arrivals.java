package io.restante.gateway.deliver;

import io.restante.contract.Conversation;
import io.restante.contract.GroupId;
import io.restante.gateway.mailbox.Refusal;
import io.restante.gateway.ownership.Home;
import io.restante.gateway.ownership.Homes;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Receives devices. Who is at home here is served, who is at home elsewhere is sent there; whose
/// home nobody knows, or is one that the device could not connect to, is kept until the group has
/// found another owner: when a node dies, its devices wait here on one connection each instead of
/// going around in circles.
///
/// Bound: the connections of the node; each waits so long at the most, and is then refused.
/// Thread-safe; one thread of its own.
public final class Arrivals implements Mailboxes, AutoCloseable {
  /// How long a device is kept unless set otherwise: a node's session in the group runs out after
  /// 10 s, and its partitions have to be taken over then.
  public static final Duration WAIT_DEFAULT = Duration.ofSeconds(15);

  private static final Duration TURN = Duration.ofMillis(10);

  private final OwnedMailboxes lanes;
  private final Homes homes;
  private final long waitNanos;
  private final int perTurn;
  private final Map<DeviceConnection, Waiting> waiting = new ConcurrentHashMap<>();
  private final LongAdder kept = new LongAdder();
  private final Thread thread;
  private int leftInTurn; // owned by the thread
  private volatile boolean stopping;

  private record Waiting(int partition, long sinceNanos) {}

  /// Creates it; [#start] begins it.
  ///
  /// @param lanes the mailboxes of this node
  /// @param homes knows where partitions are
  /// @param wait how long a device is kept whose home is not known
  /// @param perSecond how many of those kept are sent to other nodes in a second, 1 or more
  public Arrivals(Lanes lanes, Homes homes, Duration wait, int perSecond) {
    this((OwnedMailboxes) lanes, homes, wait, perSecond);
  }

  Arrivals(OwnedMailboxes lanes, Homes homes, Duration wait, int perSecond) {
    this.lanes = lanes;
    this.homes = homes;
    this.waitNanos = wait.toNanos();
    this.perTurn = (int) Math.max(1, perSecond * TURN.toMillis() / 1_000);
    this.thread = Thread.ofPlatform().name("arrivals").unstarted(this::run);
  }

  /// Starts the thread.
  public void start() {
    thread.start();
  }

  /// Returns how many devices are kept now.
  public int waiting() {
    return waiting.size();
  }

  /// Returns how many devices have been kept so far.
  public long kept() {
    return kept.sum();
  }

  @Override
  public void open(DeviceConnection connection) {
    int partition = lanes.partition(connection.address());
    if (stopping || lanes.serves(partition) || isThere(homes.elsewhere(partition), connection)) {
      lanes.open(connection);
      return;
    }
    kept.increment();
    waiting.put(connection, new Waiting(partition, System.nanoTime()));
    LockSupport.unpark(thread);
  }

  @Override
  public void acknowledge(DeviceConnection connection, long upTo) {
    lanes.acknowledge(connection, upTo);
  }

  @Override
  public void read(DeviceConnection connection, Conversation conversation, long number) {
    lanes.read(connection, conversation, number);
  }

  @Override
  public void askReceipts(DeviceConnection connection, GroupId group) {
    lanes.askReceipts(connection, group);
  }

  @Override
  public void close(DeviceConnection connection) {
    waiting.remove(connection);
    lanes.close(connection);
  }

  /// Whether a home is known that the device has not found closed.
  private static boolean isThere(@Nullable Home home, DeviceConnection connection) {
    return home != null && !home.address().toString().equals(connection.unreachable());
  }

  private void run() {
    while (!stopping) {
      if (waiting.isEmpty()) {
        LockSupport.park(this);
      }
      takeTurn(System.nanoTime());
      LockSupport.parkNanos(TURN.toNanos());
    }
    waiting.keySet().forEach(this::refuse);
  }

  private void takeTurn(long nowNanos) {
    leftInTurn = perTurn;
    waiting.forEach((connection, since) -> settle(connection, since, nowNanos));
  }

  private void settle(DeviceConnection connection, Waiting since, long nowNanos) {
    Home home = homes.elsewhere(since.partition());
    if (lanes.serves(since.partition())) {
      if (waiting.remove(connection) != null) {
        lanes.open(connection);
      }
    } else if (home != null && isThere(home, connection)) {
      if (leftInTurn > 0 && waiting.remove(connection) != null) {
        leftInTurn--;
        connection.moved(home.address());
      }
    } else if (nowNanos - since.sinceNanos() > waitNanos) {
      refuse(connection);
    }
  }

  private void refuse(DeviceConnection connection) {
    if (waiting.remove(connection) != null) {
      connection.refuse(Refusal.NOT_HOME);
    }
  }

  /// Refuses those that are kept, and keeps nobody from now on.
  @Override
  public void close() {
    stopping = true;
    LockSupport.unpark(thread);
    try {
      thread.join(TimeUnit.SECONDS.toMillis(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
