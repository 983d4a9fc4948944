package io.restante.it.device;

import java.net.URI;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Where a device connects: where it was sent last, as long as that works, else where everybody
/// begins. Follows a few redirections at once; a device that is sent around in circles, as while
/// partitions are on their way between nodes, waits like after any other failure. Owned by the
/// device's event loop.
final class Route {
  private static final int REDIRECTIONS_MAX = 3;

  private final Supplier<URI> entrance;
  private @Nullable URI home;
  private @Nullable URI tried;
  private int redirections;
  private boolean isRedirected;
  private boolean wasWelcomed;

  /// Creates the route of a device that has not been anywhere.
  ///
  /// @param entrance where everybody begins; may answer something else each time
  Route(Supplier<URI> entrance) {
    this.entrance = entrance;
  }

  /// Returns where to connect now.
  URI next() {
    URI next = home == null ? entrance.get() : home;
    tried = next;
    wasWelcomed = false;
    return next;
  }

  /// Returns where the device has connected last.
  URI tried() {
    if (tried == null) {
      throw new IllegalStateException("tried before next");
    }
    return tried;
  }

  /// The node says where the mailbox is.
  ///
  /// @return false when that is not to be followed: no WebSocket, or without the TLS there was
  boolean onMoved(URI told) {
    boolean isLegal =
        told.getHost() != null
            && told.getPort() > 0
            && tried != null
            && tried.getScheme().equals(told.getScheme());
    if (isLegal) {
      home = told;
      isRedirected = true;
    }
    return isLegal;
  }

  /// A connection is over, or was not made.
  ///
  /// @return whether to connect again at once: the device was sent elsewhere
  boolean onClosed() {
    boolean atOnce = isRedirected && redirections < REDIRECTIONS_MAX;
    if (isRedirected) {
      redirections++;
    } else if (!wasWelcomed) {
      home = null; // Whoever served it may be gone.
    }
    isRedirected = false;
    return atOnce;
  }

  /// The mailbox is open here.
  void onWelcomed() {
    redirections = 0;
    wasWelcomed = true;
  }
}
