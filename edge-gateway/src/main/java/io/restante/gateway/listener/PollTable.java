package io.restante.gateway.listener;

import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The connections that are polled, by their tokens. Thread-safe. Its bound is that of places.
final class PollTable {
  private final SecureRandom random = new SecureRandom();
  private final Map<PollToken, PollSocket> connections = new ConcurrentHashMap<>();

  PollToken newToken() {
    return PollToken.draw(random);
  }

  void add(PollToken token, PollSocket connection) {
    connections.put(token, connection);
  }

  void remove(PollToken token) {
    connections.remove(token);
  }

  @Nullable PollSocket find(PollToken token) {
    return connections.get(token);
  }
}
