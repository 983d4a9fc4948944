package io.restante.it.device;

/// Whether to poll: after so many WebSockets in a row that were not to be had, until one is again.
/// Where polling does not work either, WebSockets are tried again. Owned by the device's event
/// loop.
final class Fallback {
  private final int after;
  private int failures;

  /// Creates the rule of a device that begins with a WebSocket.
  ///
  /// @param after how many have to fail in a row
  Fallback(int after) {
    this.after = after;
  }

  boolean isPolling() {
    return failures >= after;
  }

  /// A connection was welcomed.
  void onWelcomed(boolean isPolled) {
    if (!isPolled) {
      failures = 0;
    }
  }

  /// A connection ended before it was welcomed, and the node has not said why.
  void onFailed(boolean isPolled) {
    failures = isPolled ? 0 : failures + 1;
  }
}
