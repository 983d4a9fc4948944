package io.restante.gateway.api;

import io.restante.contract.UserId;
import io.restante.gateway.directory.Completion;

/// A device is there.
///
/// @param user whose device it is
/// @param device its id, 1..127
/// @param credential what it gets tickets with; cannot be shown again
/// @param deviceListRevision of the user's device list, which has it
public record Registered(UserId user, int device, String credential, long deviceListRevision) {
  static Registered of(Completion.Completed completed) {
    return new Registered(
        completed.credential().address().user(),
        completed.credential().address().device(),
        completed.credential().text(),
        completed.revision());
  }

  /// Leaves the credential out.
  @Override
  public String toString() {
    return "Registered[user=" + user + ", device=" + device + "]";
  }
}
