package io.restante.gateway.api;

import io.restante.gateway.directory.Devices;
import io.restante.gateway.directory.OpaqueBytes;
import java.time.Instant;
import java.util.List;

/// The caller's own devices.
///
/// @param revision of the device list
/// @param devices by device id
public record OwnDevices(long revision, List<OwnDevice> devices) {
  /// Copies the list.
  public OwnDevices {
    devices = List.copyOf(devices);
  }

  static OwnDevices of(Devices.Overview overview) {
    return new OwnDevices(
        overview.revision(),
        overview.devices().stream()
            .map(
                it -> new OwnDevice(it.device(), it.registrationId(), it.name(), it.registeredAt()))
            .toList());
  }

  /// A device as its user sees it.
  ///
  /// @param device its id, 1..127
  /// @param registrationId 1..16380
  /// @param name encrypted by the device; may be empty
  /// @param registeredAt since when it is there
  public record OwnDevice(int device, int registrationId, OpaqueBytes name, Instant registeredAt) {}
}
