package io.restante.gateway.api;

import io.restante.gateway.directory.Links;
import io.restante.gateway.directory.OpaqueBytes;
import io.restante.gateway.http.FieldException;

/// Confirms a link.
///
/// @param message the provisioning ciphertext, 1 to 4,096 bytes
public record LinkConfirmation(OpaqueBytes message) {
  /// Checks the length.
  public LinkConfirmation {
    if (message.size() == 0 || message.size() > Links.MESSAGE_BYTES_MAX) {
      throw new FieldException("message", "1 to 4,096 bytes");
    }
  }
}
