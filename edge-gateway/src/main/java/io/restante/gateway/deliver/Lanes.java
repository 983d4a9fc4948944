package io.restante.gateway.deliver;

import io.restante.contract.Conversation;
import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.contract.RecipientPartitioner;
import io.restante.gateway.mailbox.DeliveryBudget;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// All lanes of a node. Thread-safe.
public final class Lanes implements OwnedMailboxes, AutoCloseable {
  private final Ownership ownership;
  private final DeliverMetrics metrics;
  private final DeliveryBudget budget;
  private final List<Lane> lanes;

  /// Creates the lanes; [#start] begins them.
  ///
  /// @param count how many threads and group members
  /// @param onDeath told when a lane can't go on: the node must end
  public Lanes(int count, LaneSettings settings, LanePorts ports, Consumer<Throwable> onDeath) {
    this.metrics = new DeliverMetrics();
    this.budget = settings.core().budget();
    this.ownership = new Ownership(settings.partitions(), ports, onDeath);
    this.lanes =
        IntStream.range(0, count)
            .mapToObj(i -> new Lane("lane-" + i, settings, ports, metrics, ownership))
            .toList();
  }

  /// Joins the group.
  public void start() {
    lanes.forEach(Lane::start);
  }

  /// Waits until every lane serves the first partitions the group has given it.
  ///
  /// @throws IllegalStateException when that takes too long
  public void awaitServing(Duration most) {
    try {
      for (Lane lane : lanes) {
        if (!lane.awaitServing(most)) {
          throw new IllegalStateException("no partitions, or not up to date, after " + most);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while catching up", e);
    }
  }

  /// Returns how many bytes devices have unacknowledged, with what is kept of them.
  public long inFlightBytes() {
    return budget.taken();
  }

  /// Returns the counters.
  public DeliverMetrics metrics() {
    return metrics;
  }

  private int partition(DeviceConnection connection) {
    return partition(connection.address());
  }

  @Override
  public int partition(DeviceAddress device) {
    return RecipientPartitioner.partition(device.user(), ownership.partitions());
  }

  /// Ends the connection of a device that was removed, if this node has it, and empties its
  /// mailbox: nobody will collect it.
  ///
  /// @param whenDone run on a lane's thread when the mailbox is empty; not run when this node does
  ///   not own it, or loses it meanwhile
  public void discard(DeviceAddress device, Runnable whenDone) {
    int partition = partition(device);
    Lane lane = ownership.owner(partition);
    if (lane != null) {
      lane.offerUrgent(new LaneEvent.Removed(partition, device));
      open(new Discarding(device, this, whenDone));
    }
  }

  @Override
  public boolean serves(int partition) {
    return ownership.owner(partition) != null;
  }

  @Override
  public void open(DeviceConnection connection) {
    int partition = partition(connection);
    Lane lane = ownership.owner(partition);
    if (lane == null) {
      ownership.turnAway(partition, connection);
      return;
    }
    lane.offerUrgent(new LaneEvent.Opened(partition, connection));
  }

  @Override
  public void acknowledge(DeviceConnection connection, long upTo) {
    int partition = partition(connection);
    Lane lane = ownership.owner(partition);
    if (lane != null) {
      lane.offer(new LaneEvent.Acknowledged(partition, connection, upTo));
    }
  }

  @Override
  public void read(DeviceConnection connection, Conversation conversation, long number) {
    int partition = partition(connection);
    Lane lane = ownership.owner(partition);
    if (lane != null) {
      lane.offer(new LaneEvent.Read(partition, connection, conversation, number));
    }
  }

  @Override
  public void askReceipts(DeviceConnection connection, GroupId group) {
    int partition = partition(connection);
    Lane lane = ownership.owner(partition);
    if (lane != null) {
      lane.offer(new LaneEvent.AskedReceipts(partition, connection, group));
    }
  }

  @Override
  public void close(DeviceConnection connection) {
    int partition = partition(connection);
    Lane lane = ownership.owner(partition);
    if (lane != null) {
      lane.offer(new LaneEvent.Closed(partition, connection));
    }
  }

  /// Leaves the group; every connection is handed to [Departures].
  @Override
  public void close() {
    lanes.forEach(Lane::stop); // All at once, so that none is given what another gives up.
    lanes.forEach(Lane::close);
  }
}
