package io.restante.gateway.api;

import io.restante.gateway.directory.LinkId;
import java.time.Instant;

/// A link waits for one of the user's devices.
///
/// @param link to be shown to that device
/// @param secret to be shown to nobody; 32 bytes in base64url
/// @param expiresAt when the link stops working
public record LinkOpened(LinkId link, String secret, Instant expiresAt) {
  /// Leaves the secret out.
  @Override
  public String toString() {
    return "LinkOpened[link=" + link + "]";
  }
}
