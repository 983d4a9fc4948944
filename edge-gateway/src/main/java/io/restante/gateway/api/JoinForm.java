package io.restante.gateway.api;

import io.restante.gateway.directory.OpaqueBytes;
import io.restante.gateway.directory.Secret;
import io.restante.gateway.http.FieldException;

/// Joins a group.
///
/// @param secret the join link's, 32 bytes
public record JoinForm(OpaqueBytes secret) {
  /// Checks the length.
  public JoinForm {
    if (secret.size() != Secret.BYTES) {
      throw new FieldException("secret", "32 bytes");
    }
  }

  Secret toSecret() {
    return Secret.of(secret.toByteArray()).orElseThrow();
  }
}
