package io.restante.local.postgres;

import java.io.Serial;

/// PostgreSQL cannot be unpacked, its directory cannot be made, or an orphan does not end. The
/// message says what and where.
public final class PostgresException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  PostgresException(String message) {
    super(message);
  }

  PostgresException(String message, Throwable cause) {
    super(message, cause);
  }
}
