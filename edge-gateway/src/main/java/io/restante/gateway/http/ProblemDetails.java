package io.restante.gateway.http;

import org.jspecify.annotations.Nullable;

/// The JSON of a problem (RFC 9457). Immutable.
///
/// @param type [Problem#TYPE_BASE] and the problem's name
/// @param title what is wrong
/// @param status the HTTP status
/// @param detail what is wrong here
/// @param field where: a JSON pointer into the body, or the name of a parameter
/// @param attemptsLeft how often a code may still be tried
/// @param retryAfterSeconds when to come again, as in `Retry-After`
public record ProblemDetails(
    String type,
    String title,
    int status,
    @Nullable String detail,
    @Nullable String field,
    @Nullable Integer attemptsLeft,
    @Nullable Long retryAfterSeconds) {

  static ProblemDetails of(Problem problem) {
    return new ProblemDetails(
        Problem.TYPE_BASE + problem.label(),
        problem.title(),
        problem.status(),
        null,
        null,
        null,
        null);
  }

  ProblemDetails withDetail(String more) {
    return new ProblemDetails(type, title, status, more, field, attemptsLeft, retryAfterSeconds);
  }

  ProblemDetails withField(String where) {
    return new ProblemDetails(type, title, status, detail, where, attemptsLeft, retryAfterSeconds);
  }

  ProblemDetails withAttemptsLeft(int attempts) {
    return new ProblemDetails(type, title, status, detail, field, attempts, retryAfterSeconds);
  }

  ProblemDetails withRetryAfterSeconds(long seconds) {
    return new ProblemDetails(type, title, status, detail, field, attemptsLeft, seconds);
  }
}
