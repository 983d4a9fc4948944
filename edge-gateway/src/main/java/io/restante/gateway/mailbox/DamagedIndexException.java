package io.restante.gateway.mailbox;

import java.io.Serial;

/// An index store that can't be read, or says what cannot be. The cure is to rebuild it from the
/// log.
public final class DamagedIndexException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /// Creates the exception.
  ///
  /// @param message what was found
  /// @param cause the store's complaint
  public DamagedIndexException(String message, Throwable cause) {
    super(message, cause);
  }
}
