package io.restante.gateway.api;

import io.restante.gateway.directory.DeviceLists.DeviceList;
import java.util.List;

/// A user's devices as others see them.
///
/// @param revision of the device list
/// @param devices by device id
public record UserDevices(long revision, List<UserDevice> devices) {
  /// Copies the list.
  public UserDevices {
    devices = List.copyOf(devices);
  }

  static UserDevices of(DeviceList list) {
    return new UserDevices(
        list.revision(),
        list.devices().stream()
            .map(device -> new UserDevice(device.device(), device.registrationId()))
            .toList());
  }

  /// One device.
  ///
  /// @param device the device id
  /// @param registrationId the device's own number
  public record UserDevice(int device, int registrationId) {}
}
