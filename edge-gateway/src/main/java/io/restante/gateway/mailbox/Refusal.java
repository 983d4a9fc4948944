package io.restante.gateway.mailbox;

/// Why a mailbox is not served.
public enum Refusal {
  /// This node does not own the device's partition; try again in a moment.
  NOT_HOME,
  /// The node is stopping or has too many connections waiting.
  UNAVAILABLE,
  /// The device claims to have stored what was never delivered.
  RESUME_FROM_THE_FUTURE
}
