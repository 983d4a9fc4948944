package io.restante.gateway.http;

import io.restante.gateway.limit.LimitRule;
import io.restante.gateway.limit.LimitVerdict;
import io.restante.gateway.limit.Limits;

/// Takes from limits, and turns a refusal into its problem. A limit that cannot be looked at
/// refuses too.
public final class Allowance {
  private Allowance() {}

  /// Takes from an allowance.
  ///
  /// @throws ProblemException when there is not enough left, or it cannot be looked at
  public static void take(Limits limits, LimitRule rule, String subject, int cost) {
    switch (limits.take(rule, subject, cost)) {
      case LimitVerdict.Allowed _ -> {}
      case LimitVerdict.Refused refused ->
          throw Problem.TOO_MANY_REQUESTS.retryAfter(refused.retryAfter());
      case LimitVerdict.Unavailable _ -> throw Problem.UNAVAILABLE.exception();
    }
  }
}
