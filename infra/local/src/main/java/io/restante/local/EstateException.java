package io.restante.local;

import java.io.Serial;

/// The estate cannot do what it was asked to, for a reason outside the program. The message is
/// written for the person at the terminal.
public sealed class EstateException extends RuntimeException
    permits PortTakenException, DirectoryTakenException {
  @Serial private static final long serialVersionUID = 1;

  EstateException(String message) {
    super(message);
  }

  EstateException(String message, Throwable cause) {
    super(message, cause);
  }
}
