package io.restante.gateway.api;

import io.restante.gateway.directory.OpaqueBytes;
import io.restante.gateway.http.FieldException;

/// Opens a link.
///
/// @param publicKey what the provisioning message is to be encrypted to, 33 bytes
public record LinkForm(OpaqueBytes publicKey) {
  private static final int PUBLIC_KEY_BYTES = 33;

  /// Checks the length.
  public LinkForm {
    if (publicKey.size() != PUBLIC_KEY_BYTES) {
      throw new FieldException("publicKey", "33 bytes");
    }
  }
}
