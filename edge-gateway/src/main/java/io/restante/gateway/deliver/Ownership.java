package io.restante.gateway.deliver;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Which lane of this node owns which partition now: the only truth about whose mailboxes it
/// serves. Written by the lanes from within the group's rebalances, read by any thread.
final class Ownership {
  private final AtomicReferenceArray<@Nullable Lane> owners;
  private final InstantSource clock;
  private final Consumer<Throwable> onDeath;

  Ownership(int partitions, InstantSource clock, Consumer<Throwable> onDeath) {
    this.owners = new AtomicReferenceArray<>(partitions);
    this.clock = clock;
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

  void took(int partition, Lane lane) {
    owners.set(partition, lane);
  }

  void lost(int partition, Lane lane) {
    owners.compareAndSet(partition, lane, null);
  }

  /// A lane can't go on; the node must end rather than serve half of its mailboxes.
  void laneDied(Throwable cause) {
    onDeath.accept(cause);
  }
}
