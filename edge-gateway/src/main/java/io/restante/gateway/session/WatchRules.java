package io.restante.gateway.session;

/// How many users a device may name in WATCH and UNWATCH: [#USERS_MAX] in [#INTERVAL_MS], however
/// many frames they come in. What would go beyond that is passed over whole.
final class WatchRules {
  static final long INTERVAL_MS = 60_000;

  /// As many as one device may watch at a time, twice: to begin, and to go on before the five
  /// minutes are over.
  static final int USERS_MAX = 512;

  private long sinceMs;
  private int users;

  /// Begins to count.
  WatchRules(long nowMs) {
    this.sinceMs = nowMs;
  }

  /// Tells whether a frame may go on, and counts it if so.
  ///
  /// @param named how many users it names
  boolean take(int named, long nowMs) {
    if (nowMs - sinceMs >= INTERVAL_MS) {
      sinceMs = nowMs;
      users = 0;
    }
    if (users + named > USERS_MAX) {
      return false;
    }
    users += named;
    return true;
  }
}
