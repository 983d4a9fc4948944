package io.restante.it.account;

import java.time.Duration;

/// Why the API refused something: RFC 9457 problem details. Immutable.
///
/// @param name the stable last part of its type, such as `wrong-code`
/// @param status the HTTP status
/// @param detail one sentence, may be empty
/// @param field the place of the flaw, such as `/members/3`; empty when it has none
/// @param retryAfter when to try again, zero when it was not said
public record Problem(String name, int status, String detail, String field, Duration retryAfter) {
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERROR = 500;
  private static final int UNAUTHORIZED = 401;

  /// Tells whether the same request may succeed later.
  public boolean isPassing() {
    return status == TOO_MANY_REQUESTS || status >= SERVER_ERROR;
  }

  /// Tells whether the credential, ticket or secret was refused.
  public boolean isUnauthorized() {
    return status == UNAUTHORIZED;
  }
}
