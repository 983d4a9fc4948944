package io.restante.gateway.login;

import io.restante.contract.DeviceAddress;

/// Knows which devices were removed while tickets of theirs may still be valid. Asked with every
/// ticket. Must be thread-safe, and for the message path, where event loops ask, must not block.
@FunctionalInterface
public interface RemovedDevices {
  /// Whether a ticket must be refused although it is genuine.
  ///
  /// @param device what the ticket proves
  /// @param epoch the epoch in the ticket
  boolean isRemoved(DeviceAddress device, long epoch);
}
