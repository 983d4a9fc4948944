package io.restante.gateway.deliver;

import io.restante.gateway.mailbox.Refusal;
import io.restante.gateway.ownership.Home;
import io.restante.gateway.ownership.Homes;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Which lane of this node owns which partition now: the only truth about whose mailboxes it
/// serves. Written by the lanes from within the group's rebalances, read by any thread.
final class Ownership {
  private final AtomicReferenceArray<@Nullable Lane> owners;
  private final Homes homes;
  private final InstantSource clock;
  private final Consumer<Throwable> onDeath;

  Ownership(int partitions, LanePorts ports, Consumer<Throwable> onDeath) {
    this.owners = new AtomicReferenceArray<>(partitions);
    this.homes = ports.homes();
    this.clock = ports.clock();
    this.onDeath = onDeath;
  }

  InstantSource clock() {
    return clock;
  }

  int partitions() {
    return owners.length();
  }

  @Nullable Lane owner(int partition) {
    return owners.get(partition);
  }

  /// A lane has been given a partition.
  ///
  /// @param epoch the generation of the group in which it was
  void took(int partition, Lane lane, long epoch) {
    owners.set(partition, lane);
    homes.took(partition, epoch);
  }

  /// A lane has lost a partition. Its node's other lane may have it already.
  void lost(int partition, Lane lane) {
    if (owners.compareAndSet(partition, lane, null)) {
      homes.lost(partition);
    }
  }

  /// Sends a device away that has come to the wrong node: home, when that is known.
  void turnAway(int partition, DeviceConnection connection) {
    Home home = homes.elsewhere(partition);
    if (home == null) {
      connection.refuse(Refusal.NOT_HOME);
    } else {
      connection.moved(home.address());
    }
  }

  /// A lane can't go on; the node must end rather than serve half of its mailboxes.
  void laneDied(Throwable cause) {
    onDeath.accept(cause);
  }
}
