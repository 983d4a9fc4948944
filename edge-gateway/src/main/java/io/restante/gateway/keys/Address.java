package io.restante.gateway.keys;

import io.restante.contract.DeviceAddress;
import java.util.UUID;

/// A device address as the store has it.
///
/// @param user the user's id
/// @param device the device's id, 1..127
record Address(UUID user, byte device) {
  static Address of(DeviceAddress device) {
    return new Address(new UUID(device.user().high(), device.user().low()), (byte) device.device());
  }
}
