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
  private static final long SUSPICION_MS = 1_000;

  private final Supplier<URI> entrance;
  private @Nullable URI home;
  private @Nullable URI suspect;
  private @Nullable URI unreachable;
  private @Nullable URI tried;
  private int redirections;
  private long suspectedAtMs;
  private boolean goesOnAtOnce;
  private boolean isAnswered;
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
    isAnswered = true;
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
      goesOnAtOnce = true;
      if (!told.equals(unreachable)) {
        unreachable = null;
      }
    }
    return isLegal;
  }

  /// Nobody answered where the device connected. At home that is tried again and again for a while,
  /// because it may have been the device's own network; then whoever sends it there once more is
  /// told.
  ///
  /// @param nowMs milliseconds of a clock that never goes back
  void onUnanswered(long nowMs) {
    isAnswered = false;
    if (home == null || !home.equals(tried)) {
      goesOnAtOnce = true; // Another entrance may be open.
      return;
    }
    if (!home.equals(suspect)) {
      suspect = home;
      suspectedAtMs = nowMs;
      goesOnAtOnce = true;
    } else if (nowMs - suspectedAtMs >= SUSPICION_MS) {
      unreachable = home;
      goesOnAtOnce = true;
    }
    home = null;
  }

  /// Returns the home that does not answer, for HELLO to say; null when there is none.
  @Nullable URI unreachable() {
    return unreachable;
  }

  /// A connection is over, or was not made.
  ///
  /// @return whether to connect again at once: the device was sent elsewhere, or has somewhere else
  ///   to ask
  boolean onClosed() {
    boolean atOnce = goesOnAtOnce && redirections < REDIRECTIONS_MAX;
    redirections = atOnce ? redirections + 1 : 0;
    if (!goesOnAtOnce && !wasWelcomed) {
      home = null; // Whoever served it may be gone.
      if (isAnswered) {
        suspect = null; // Who was told could not help: the home may be there after all.
        unreachable = null;
      }
    }
    goesOnAtOnce = false;
    return atOnce;
  }

  /// The mailbox is open here.
  void onWelcomed() {
    redirections = 0;
    suspect = null;
    unreachable = null;
    wasWelcomed = true;
  }
}
