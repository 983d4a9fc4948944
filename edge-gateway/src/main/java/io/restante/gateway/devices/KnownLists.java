package io.restante.gateway.devices;

import io.restante.contract.UserId;
import io.restante.gateway.directory.DeviceLists.DeviceList;
import org.jspecify.annotations.Nullable;

/// The device lists that this node knows. Asked on lanes' threads; must not block.
@FunctionalInterface
public interface KnownLists {
  /// Returns a user's device list, of revision 0 when the user is gone.
  ///
  /// @return null when nothing is known of the user
  @Nullable DeviceList list(UserId user);
}
