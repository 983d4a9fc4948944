package io.restante.gateway.listener;

/// How much is delivered ahead of an acknowledgement, as WELCOME tells a device; the mailbox keeps
/// to it.
///
/// @param envelopes how many, 1 or more
/// @param bytes how many bytes, 1 or more
public record DeliveryWindow(int envelopes, int bytes) {
  /// Checks both.
  ///
  /// @throws IllegalArgumentException when one is below 1
  public DeliveryWindow {
    if (envelopes < 1 || bytes < 1) {
      throw new IllegalArgumentException(
          "window: " + envelopes + " envelopes, " + bytes + " bytes (expected: 1 or more)");
    }
  }
}
