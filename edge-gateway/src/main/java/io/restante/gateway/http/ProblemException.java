package io.restante.gateway.http;

import java.io.Serial;

/// The caller's fault, or the surroundings': ends a call with a problem. Made by [Problem]; holds
/// no stack trace, since it is no bug.
public final class ProblemException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final Problem problem;
  private final transient ProblemDetails details;

  ProblemException(Problem problem, ProblemDetails details) {
    super(problem.label(), null, false, false);
    this.problem = problem;
    this.details = details;
  }

  /// Returns which problem it is.
  public Problem problem() {
    return problem;
  }

  /// Returns what the caller is told.
  public ProblemDetails details() {
    return details;
  }
}
