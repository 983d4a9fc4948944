package io.restante.gateway.snapshot;

import java.io.Serial;

/// A snapshot that can't be trusted: it is not what it says, or says what cannot be.
final class BrokenSnapshotException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  /// Creates the exception.
  ///
  /// @param message what was found, and what was expected
  BrokenSnapshotException(String message) {
    super(message);
  }
}
