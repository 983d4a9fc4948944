package io.restante.gateway.directory;

import io.restante.contract.UserId;
import java.util.List;
import java.util.Optional;

/// The port over everybody's device lists: who has which devices.
public interface DeviceLists {
  /// Returns the device list of a user; nothing when there is no such user.
  Optional<DeviceList> deviceList(UserId user);

  /// The devices of a user. Immutable.
  ///
  /// @param revision 1 or more; every change raises it
  /// @param devices by device id
  record DeviceList(long revision, List<ListedDevice> devices) {
    /// Copies the list.
    public DeviceList {
      devices = List.copyOf(devices);
    }
  }

  /// A device as others see it. Immutable.
  record ListedDevice(int device, int registrationId) {}
}
