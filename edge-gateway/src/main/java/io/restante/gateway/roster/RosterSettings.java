package io.restante.gateway.roster;

import java.time.Duration;

/// How the roster works.
///
/// @param changesInterval how often changes of device lists are asked for
/// @param remembered how long a removed device is remembered: longer than any ticket lives
/// @param listsMax device lists kept in memory, at most
/// @param checksMax checks that may wait for a look into the directory; further ones are dropped
/// @param tellAgainAfter how long a sender is not told the same again
public record RosterSettings(
    Duration changesInterval,
    Duration remembered,
    int listsMax,
    int checksMax,
    Duration tellAgainAfter) {
  /// Returns the settings for tickets of a lifetime.
  public static RosterSettings forTickets(Duration ticketLifetime) {
    return new RosterSettings(
        Duration.ofMillis(500),
        ticketLifetime.multipliedBy(2),
        100_000,
        65_536,
        Duration.ofSeconds(10));
  }
}
