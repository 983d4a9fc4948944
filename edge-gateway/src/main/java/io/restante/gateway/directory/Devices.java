package io.restante.gateway.directory;

import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The port over a user's own devices.
public interface Devices {
  /// Returns the devices of a user as the user sees them, by device id; nothing when there is no
  /// such user.
  Optional<Overview> list(UserId user);

  /// Removes a device.
  ///
  /// @return the revision of the device list without it; nothing when there was no such device. Its
  ///   keys are to be forgotten
  OptionalLong remove(DeviceAddress device);

  /// Checks a credential.
  ///
  /// @return the epoch for the device's tickets; nothing when the device is not there or the secret
  ///   is another
  OptionalLong authenticate(Credential credential);

  /// Returns the epoch that a device's tickets bear; nothing when there is no such device.
  OptionalLong epoch(DeviceAddress device);

  /// All devices of a user. Immutable.
  ///
  /// @param revision of the device list
  record Overview(long revision, List<OwnDevice> devices) {
    /// Copies the list.
    public Overview {
      devices = List.copyOf(devices);
    }
  }

  /// A device as its user sees it. Immutable.
  ///
  /// @param name encrypted by the device; may be empty
  record OwnDevice(int device, int registrationId, OpaqueBytes name, Instant registeredAt) {}
}
