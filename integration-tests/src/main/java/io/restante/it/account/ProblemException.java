package io.restante.it.account;

import java.io.Serial;

/// The API refused something.
public final class ProblemException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  private final transient Problem problem;

  /// Creates an exception for a problem.
  public ProblemException(Problem problem) {
    super(problem.status() + " " + problem.name() + ": " + problem.detail());
    this.problem = problem;
  }

  /// Returns what the API said.
  public Problem problem() {
    return problem;
  }
}
