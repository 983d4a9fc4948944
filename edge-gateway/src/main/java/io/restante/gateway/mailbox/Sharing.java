package io.restante.gateway.mailbox;

import io.restante.contract.DeviceAddress;
import io.restante.contract.Slot;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A record that was written once for several devices, and who has yet to store it, as far as the
/// log has been read. Immutable.
///
/// @param slot the record's slot
/// @param isNoted whether a remainder stands beside it in the log, which has to go with it
/// @param devices who has yet to store it; none when it is gone and only the remainder is left
public record Sharing(Slot slot, boolean isNoted, List<DeviceAddress> devices) {
  /// Copies the list.
  public Sharing {
    devices = List.copyOf(devices);
  }

  Sharing noted() {
    return new Sharing(slot, true, devices);
  }

  /// Returns what is left when the record is gone.
  @Nullable Sharing orphan() {
    return isNoted ? new Sharing(slot, true, List.of()) : null;
  }

  /// Returns what is left when the remainder is gone.
  @Nullable Sharing unnoted() {
    return devices.isEmpty() ? null : new Sharing(slot, false, devices);
  }

  boolean isOrphan() {
    return devices.isEmpty();
  }

  Sharing without(Predicate<DeviceAddress> gone) {
    return new Sharing(slot, isNoted, devices.stream().filter(gone.negate()).toList());
  }
}
