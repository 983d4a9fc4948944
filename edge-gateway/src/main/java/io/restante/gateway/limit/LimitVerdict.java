package io.restante.gateway.limit;

import java.time.Duration;

/// What a limit says. Immutable.
public sealed interface LimitVerdict {
  /// Go ahead; it has been counted.
  record Allowed() implements LimitVerdict {}

  /// Too much; nothing has been counted.
  ///
  /// @param retryAfter when it would be allowed, if nobody else asks meanwhile
  record Refused(Duration retryAfter) implements LimitVerdict {}

  /// The limit could not be looked at. Answer that the service is unavailable; never let through.
  record Unavailable() implements LimitVerdict {}
}
