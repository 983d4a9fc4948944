package io.restante.it.faults;

import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;
import java.util.ArrayList;
import java.util.List;

/// Somebody who takes part in a round. Immutable.
///
/// @param devices how many devices, numbered from 1
/// @param isOpen whether others are told what this one has read, and this one what others have
record Person(UserId user, int devices, boolean isOpen) {
  /// Returns the addresses of all devices.
  List<DeviceAddress> addresses() {
    List<DeviceAddress> addresses = new ArrayList<>();
    for (int device = 1; device <= devices; device++) {
      addresses.add(new DeviceAddress(user, device));
    }
    return addresses;
  }
}
