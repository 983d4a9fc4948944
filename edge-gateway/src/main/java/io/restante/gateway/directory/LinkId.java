package io.restante.gateway.directory;

import java.util.UUID;

/// A link under way: a new device waits for one of the user's devices to confirm it. Immutable.
///
/// @param uuid random, so that it cannot be guessed
public record LinkId(UUID uuid) {
  /// Returns the canonical text form, 36 characters.
  @Override
  public String toString() {
    return uuid.toString();
  }
}
