package io.restante.gateway.limit;

/// Counts what is asked for, and says when it is too much. Thread-safe; blocks.
public interface Limits {
  /// Takes from an allowance, if enough is left.
  ///
  /// @param rule the limit
  /// @param subject whose allowance: whatever tells one from another. Must not be a phone number,
  ///   since it may be stored
  /// @param cost how much to take, 1 or more
  LimitVerdict take(LimitRule rule, String subject, int cost);

  /// Takes one.
  default LimitVerdict take(LimitRule rule, String subject) {
    return take(rule, subject, 1);
  }
}
