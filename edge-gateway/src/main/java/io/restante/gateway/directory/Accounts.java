package io.restante.gateway.directory;

import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;
import java.util.List;

/// The port over whole accounts.
public interface Accounts {
  /// Deletes everything of a user, who leaves all groups first, each as if by himself. The number
  /// is free for a new user at once. What stays for a while is that the devices were removed, so
  /// that nodes cut them off; what stays with others is the user's id in their contact lists, which
  /// leads nowhere.
  ///
  /// @return the devices that were removed, whose keys are to be forgotten; none when there was no
  ///   such user
  List<DeviceAddress> delete(UserId user);
}
