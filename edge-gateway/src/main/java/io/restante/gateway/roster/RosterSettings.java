package io.restante.gateway.roster;

import java.time.Duration;

/// How the roster works.
///
/// @param tellAgainAfter how long a sender is not told the same again
/// @param unknownAfter how long a user has to be unknown until senders are told so: much longer
///   than change capture takes to say who is new
public record RosterSettings(Duration tellAgainAfter, Duration unknownAfter) {
  /// The usual ones.
  public static final RosterSettings DEFAULT =
      new RosterSettings(Duration.ofSeconds(10), Duration.ofSeconds(30));
}
