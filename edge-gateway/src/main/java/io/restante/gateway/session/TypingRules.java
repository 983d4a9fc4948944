package io.restante.gateway.session;

import io.restante.gateway.frame.Peer;
import java.util.LinkedHashMap;
import java.util.Map;

/// How often a device may say that somebody is typing: once in [#INTERVAL_MS] for each
/// conversation.
///
/// Bound: [#CONVERSATIONS_MAX] conversations are remembered, each for the interval. While they are
/// all in use no further one is let through, so a connection has at most that many TYPINGs in an
/// interval, however many conversations it names.
final class TypingRules {
  static final long INTERVAL_MS = 3_000;
  static final int CONVERSATIONS_MAX = 64;

  /// When each conversation was let through last, the oldest first.
  private final Map<Peer, Long> lastMs = new LinkedHashMap<>();

  /// Tells whether a TYPING may go on, and remembers it if so.
  ///
  /// @param conversation the group or the one recipient
  boolean take(Peer conversation, long nowMs) {
    lastMs.values().removeIf(last -> nowMs - last >= INTERVAL_MS);
    if (lastMs.containsKey(conversation) || lastMs.size() == CONVERSATIONS_MAX) {
      return false;
    }
    lastMs.put(conversation, nowMs);
    return true;
  }
}
