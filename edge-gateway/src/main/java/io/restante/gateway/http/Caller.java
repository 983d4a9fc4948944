package io.restante.gateway.http;

import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;
import io.restante.gateway.directory.Secret;

/// Who calls, as far as it was shown. Immutable.
public sealed interface Caller {
  /// Somebody, who has shown nothing.
  record Anybody() implements Caller {}

  /// Somebody with a link's secret. Which link it fits is for the directory to say.
  record SecretHolder(Secret secret) implements Caller {}

  /// A device, by its credential.
  ///
  /// @param epoch for its tickets
  record CredentialHolder(DeviceAddress device, long epoch) implements Caller {}

  /// A device, by a ticket of this cell.
  record TicketHolder(DeviceAddress device) implements Caller {
    /// Returns whose device it is.
    public UserId user() {
      return device.user();
    }
  }
}
