package io.restante.gateway.directory;

import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The port over everybody's device lists, for nodes: who has which devices, and what has changed.
public interface DeviceLists {
  /// How far back a caller must look again, because a change can become visible later than its time
  /// says. Longer than the longest transaction.
  Duration OVERLAP = Duration.ofSeconds(15);

  /// Returns the device list of a user; nothing when there is no such user.
  Optional<DeviceList> deviceList(UserId user);

  /// Returns changes of device lists in the order of their times; may contain changes that the
  /// caller has seen before. All times are of the store's clock. To follow the changes, ask for
  /// those since the last seen [Change#at] minus [#OVERLAP].
  ///
  /// @param since the first time of interest
  List<Change> changesSince(Instant since);

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

  /// A device that came or went. Immutable.
  ///
  /// @param revision of the device list after the change
  /// @param at when, by the store's clock
  record Change(DeviceAddress device, long revision, Kind kind, Instant at) {}

  /// What happened to a device.
  enum Kind {
    /// It came.
    ADDED,
    /// It went, and never comes back under this id.
    REMOVED
  }
}
