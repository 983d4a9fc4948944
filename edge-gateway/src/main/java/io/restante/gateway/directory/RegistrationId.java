package io.restante.gateway.directory;

import java.util.UUID;

/// A registration under way: from the sending of a code to its confirmation. Immutable.
///
/// @param uuid random, so that it cannot be guessed
public record RegistrationId(UUID uuid) {
  /// Returns the canonical text form, 36 characters.
  @Override
  public String toString() {
    return uuid.toString();
  }
}
