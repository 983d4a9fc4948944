package io.restante.gateway.mailbox;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// An index store that can't be read, or says what cannot be. The cure is to rebuild it from the
/// log.
public final class DamagedIndexException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /// Creates the exception.
  ///
  /// @param message what was found
  /// @param cause the store's complaint, if it had one
  public DamagedIndexException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
