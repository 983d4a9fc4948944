package io.restante.gateway.directory;

import io.restante.contract.DeviceAddress;
import java.util.List;

/// What came of completing a device. Immutable.
public sealed interface Completion {
  /// The device is there.
  ///
  /// @param credential for the device; it cannot be shown again
  /// @param revision of the user's device list, which has the device
  /// @param removed devices that had to go; their keys are to be forgotten
  record Completed(Credential credential, long revision, List<DeviceAddress> removed)
      implements Completion {
    /// Copies the list.
    public Completed {
      removed = List.copyOf(removed);
    }
  }

  /// Another completed with the same proof first.
  record Used() implements Completion {}

  /// What was reserved does not stand any more: too much time has passed, the number has got a user
  /// meanwhile, or the user is gone. Reserve again; the keys that were put there are leftovers.
  record Outdated() implements Completion {}
}
