package io.restante.it.checker;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/// A finding whose story is told only when somebody asks for it. Immutable.
record Draft(Breach breach, String claim, Supplier<List<String>> story) {
  /// What is no breach as long as there is time.
  private static final Set<Breach> OWED =
      Set.of(Breach.LOST, Breach.UNANSWERED, Breach.UNTOLD, Breach.UNREPORTED);

  /// Whether time alone may put it right.
  boolean isOwed() {
    return OWED.contains(breach);
  }

  Finding finding() {
    return new Finding(breach, claim, story.get());
  }
}
