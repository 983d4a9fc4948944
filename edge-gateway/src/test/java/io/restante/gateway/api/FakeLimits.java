package io.restante.gateway.api;

import io.restante.gateway.limit.LimitRule;
import io.restante.gateway.limit.LimitVerdict;
import io.restante.gateway.limit.Limits;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Allows everything until told otherwise, and counts what is taken. Thread-safe.
final class FakeLimits implements Limits {
  private final Map<LimitRule, LimitVerdict> verdicts = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> taken = new ConcurrentHashMap<>();

  void answer(LimitRule rule, LimitVerdict verdict) {
    verdicts.put(rule, verdict);
  }

  int taken(LimitRule rule, String subject) {
    AtomicInteger count = taken.get(rule + " " + subject);
    return count == null ? 0 : count.get();
  }

  @Override
  public LimitVerdict take(LimitRule rule, String subject, int cost) {
    LimitVerdict verdict = verdicts.getOrDefault(rule, new LimitVerdict.Allowed());
    if (verdict instanceof LimitVerdict.Allowed) {
      taken.computeIfAbsent(rule + " " + subject, _ -> new AtomicInteger()).addAndGet(cost);
    }
    return verdict;
  }
}
