package io.restante.it.checker;

import java.util.List;

/// A broken promise. Immutable.
///
/// @param claim what happened, in one sentence
/// @param story the events that matter, one a line, in order of time
public record Finding(Breach breach, String claim, List<String> story) {
  /// Copies the list.
  public Finding {
    story = List.copyOf(story);
  }

  /// Returns the finding as people read it.
  @Override
  public String toString() {
    return breach + ": " + claim + "\n  " + String.join("\n  ", story);
  }
}
