package io.restante.gateway.roster;

import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;
import io.restante.gateway.directory.DeviceLists.DeviceList;

/// Puts notices into devices' mailboxes, so that they reach them wherever and whenever they are
/// connected.
///
/// Must be thread-safe, and never block. Each method returns false when its queue is full.
public interface Notices {
  /// Tells a device which devices a user has.
  ///
  /// @param sender the device that wrote to the user
  boolean devicesChanged(DeviceAddress sender, UserId user, DeviceList list);

  /// Tells a device how few one-time keys it has left.
  ///
  /// @param preKeys EC keys, 0 or more
  /// @param kyberPreKeys Kyber keys, 0 or more
  boolean keysLow(DeviceAddress device, int preKeys, int kyberPreKeys);
}
