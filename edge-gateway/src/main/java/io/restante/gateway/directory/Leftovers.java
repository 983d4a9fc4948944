package io.restante.gateway.directory;

import io.restante.contract.DeviceAddress;
import java.time.Duration;
import java.util.List;

/// The port over device ids whose keys may still be in the key store although there is no such
/// device (any more). Whoever removes a device forgets its keys at once; what was left undone then
/// is found here.
public interface Leftovers {
  /// How long after its reservation a device can be completed; later it is a leftover.
  Duration COMPLETION_TIME = Duration.ofMinutes(5);

  /// Returns leftovers, the oldest first. One that was just reserved is not among them.
  ///
  /// @param max how many at most
  List<DeviceAddress> find(int max);

  /// Says that the keys of a leftover are gone.
  void forgotten(DeviceAddress device);
}
