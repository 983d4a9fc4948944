package io.restante.it.faults;

import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;
import java.util.ArrayList;
import java.util.List;

/// Somebody who takes part in a round. Immutable.
///
/// @param devices how many devices, numbered from 1
record Person(UserId user, int devices) {
  /// Returns the addresses of all devices.
  List<DeviceAddress> addresses() {
    List<DeviceAddress> addresses = new ArrayList<>();
    for (int device = 1; device <= devices; device++) {
      addresses.add(new DeviceAddress(user, device));
    }
    return addresses;
  }
}
