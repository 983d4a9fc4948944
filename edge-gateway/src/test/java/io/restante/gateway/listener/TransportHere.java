package io.restante.gateway.listener;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Assumptions;

/// What a socket test needs of the machine.
final class TransportHere {
  private TransportHere() {}

  /// Returns the transport; skips the test, with the reason, when this machine does not offer it.
  static Transport assume(Transport transport) {
    try {
      transport.require();
    } catch (IllegalStateException e) {
      Assumptions.abort(String.valueOf(e.getMessage()));
    }
    return transport;
  }

  /// Returns a loopback address with any free port.
  static InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }
}
