package io.restante.gateway.keys;

import java.io.Serial;

/// The store did not answer in time, or could not. What was asked for may have happened or not;
/// every operation of [KeyStore] can be repeated.
public final class KeyStoreUnavailableException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /// Says what failed.
  ///
  /// @param message a sentence without keys or ids
  /// @param cause what the driver said
  public KeyStoreUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }

  KeyStoreUnavailableException(String message) {
    super(message);
  }
}
