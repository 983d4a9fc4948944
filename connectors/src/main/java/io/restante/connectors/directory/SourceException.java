package io.restante.connectors.directory;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// The directory, or the log, does not do what is asked: a matter of the surroundings. Tried again.
final class SourceException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  SourceException(String message) {
    super(message);
  }

  SourceException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
