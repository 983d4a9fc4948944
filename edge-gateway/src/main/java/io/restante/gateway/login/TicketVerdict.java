package io.restante.gateway.login;

import io.restante.contract.DeviceAddress;
import java.time.Instant;

/// What a ticket turned out to be. Immutable, thread-safe.
public sealed interface TicketVerdict {
  /// Signed by a known key, for this cell, not expired.
  ///
  /// @param address the device it proves
  /// @param epoch the epoch of the device's credentials, 0 or more
  /// @param expiry when it stops being valid, whole seconds
  record Genuine(DeviceAddress address, long epoch, Instant expiry) implements TicketVerdict {}

  /// Not the layout of a ticket.
  record Malformed() implements TicketVerdict {}

  /// Signed by a key that this node does not know, or no longer accepts.
  record UnknownKey() implements TicketVerdict {}

  /// Made for another cell.
  record ForeignCell() implements TicketVerdict {}

  /// The signature does not fit.
  record Forged() implements TicketVerdict {}

  /// Its time is over, or claims to be: the signature of an expired ticket is not looked at.
  record Expired() implements TicketVerdict {}

  /// Genuine, but the device was removed after it was made.
  record Removed() implements TicketVerdict {}
}
