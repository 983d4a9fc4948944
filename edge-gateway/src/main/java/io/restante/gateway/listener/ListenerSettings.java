package io.restante.gateway.listener;

import io.restante.gateway.session.SessionLimits;
import java.net.InetSocketAddress;

/// Where and how a listener listens.
///
/// @param address where to listen; beyond loopback only with TLS. Port 0 takes any free one
/// @param transport how sockets are served
/// @param eventLoops how many threads serve them, 1 or more
/// @param connectionsMax how many connections are held, WebSockets and polled ones; above it the
///   request is answered with 503
/// @param socket what a socket may cost
/// @param session what a device may do
/// @param poll what long polling may cost
public record ListenerSettings(
    InetSocketAddress address,
    Transport transport,
    int eventLoops,
    int connectionsMax,
    SocketLimits socket,
    SessionLimits session,
    PollLimits poll) {
  /// How many connections a listener holds unless another number is set: what 20,000 file
  /// descriptors leave room for.
  public static final int CONNECTIONS_MAX_DEFAULT = 18_000;

  /// Checks every setting.
  ///
  /// @throws IllegalArgumentException when one is out of its range
  public ListenerSettings {
    if (address.isUnresolved()) {
      throw new IllegalArgumentException("address: " + address + " (expected: one that resolves)");
    }
    if (eventLoops < 1) {
      throw new IllegalArgumentException("eventLoops: " + eventLoops + " (expected: 1 or more)");
    }
    if (connectionsMax < 1) {
      throw new IllegalArgumentException(
          "connectionsMax: " + connectionsMax + " (expected: 1 or more)");
    }
  }

  /// Refuses what only TLS may do.
  ///
  /// @throws IllegalArgumentException when plain text would be spoken beyond loopback
  public void requireLoopback() {
    if (!address.getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException(
          "address: " + address + " (expected: a loopback address, because there is no TLS)");
    }
  }

  /// Returns the settings for an address with everything else at its default.
  ///
  /// @param eventLoops how many threads serve sockets; usually the number of processors
  public static ListenerSettings of(InetSocketAddress address, int eventLoops) {
    return new ListenerSettings(
        address,
        Transport.EPOLL,
        eventLoops,
        CONNECTIONS_MAX_DEFAULT,
        SocketLimits.DEFAULT,
        SessionLimits.DEFAULT,
        PollLimits.DEFAULT);
  }
}
