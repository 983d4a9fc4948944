package io.restante.gateway.roster;

import io.restante.contract.DeviceAddress;
import io.restante.gateway.login.RemovedDevices;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The devices that were removed lately, and whether their mailboxes are empty.
///
/// Bound: what is removed in the time that is remembered. Written by the roster's thread and by
/// lanes, read by anybody.
final class Removals implements RemovedDevices {
  private final Duration remembered;
  private final Map<DeviceAddress, Removal> removals = new ConcurrentHashMap<>();

  Removals(Duration remembered) {
    this.remembered = remembered;
  }

  private record Removal(Instant at, boolean isEmptied) {}

  /// A device id is never given again, so whatever the epoch, a removed device stays removed.
  @Override
  public boolean isRemoved(DeviceAddress device, long epoch) {
    return removals.containsKey(device);
  }

  /// Notes a removal; returns whether it is news.
  boolean add(DeviceAddress device, Instant at) {
    return removals.putIfAbsent(device, new Removal(at, false)) == null;
  }

  /// Notes that the mailbox of a device is empty.
  void emptied(DeviceAddress device) {
    removals.computeIfPresent(device, (_, removal) -> new Removal(removal.at(), true));
  }

  /// Returns whose mailboxes may still hold something.
  List<DeviceAddress> notEmptied() {
    return removals.entrySet().stream()
        .filter(entry -> !entry.getValue().isEmptied())
        .map(Map.Entry::getKey)
        .toList();
  }

  /// Forgets those whose tickets have all expired.
  void forgetOld(Instant now) {
    removals.values().removeIf(removal -> removal.at().plus(remembered).isBefore(now));
  }
}
