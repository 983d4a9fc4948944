package io.restante.gateway.mailbox;

/// Why the owner of a mailbox ends a connection.
public enum Disconnection {
  /// A newer connection of the same device took over.
  SUPERSEDED,
  /// The device has not acknowledged anything for too long while envelopes waited.
  SLOW_READER,
  /// The device was removed from its user.
  REMOVED,
  /// This node lost the partition, or is stopping.
  GOING_AWAY
}
