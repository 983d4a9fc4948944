package io.restante.gateway.api;

import io.restante.contract.UserId;
import io.restante.gateway.directory.PhoneNumber;
import java.util.List;

/// Which of the numbers have users.
///
/// @param users in the order in which the numbers were asked for
public record FoundUsers(List<FoundUser> users) {
  /// Copies the list.
  public FoundUsers {
    users = List.copyOf(users);
  }

  /// A number and its user.
  ///
  /// @param number as it was asked for
  /// @param user whose number it is
  public record FoundUser(PhoneNumber number, UserId user) {}
}
