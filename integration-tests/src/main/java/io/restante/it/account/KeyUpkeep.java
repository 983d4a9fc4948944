package io.restante.it.account;

import io.restante.it.account.AccountService.KeyCounts;
import io.restante.it.signal.KeyRing;
import io.restante.it.signal.PublishedKeys;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Keeps the keys that the server has of this device plenty and young. Blocks.
final class KeyUpkeep {
  private final AccountService accounts;
  private final Tickets tickets;
  private final KeyRing keys;
  private final Consumer<Runnable> turns;

  /// Creates an upkeep.
  ///
  /// @param turns runs something while nothing else touches the keys, and commits it
  KeyUpkeep(AccountService accounts, Tickets tickets, KeyRing keys, Consumer<Runnable> turns) {
    this.accounts = accounts;
    this.tickets = tickets;
    this.keys = keys;
    this.turns = turns;
  }

  /// Fills the server's stock of one-time keys up.
  void refill() throws IOException, ProblemException {
    KeyCounts counts = accounts.keyCounts(tickets.forApi());
    List<PublishedKeys> made = new ArrayList<>();
    turns.accept(() -> keys.refill(counts.preKeys(), counts.kyberPreKeys()).ifPresent(made::add));
    publish(made);
  }

  /// Replaces the signed pre-key and the key of last resort when they are old enough.
  void rotate() throws IOException, ProblemException {
    List<PublishedKeys> made = new ArrayList<>();
    turns.accept(() -> keys.rotate().ifPresent(made::add));
    publish(made);
  }

  private void publish(List<PublishedKeys> made) throws IOException, ProblemException {
    for (PublishedKeys next : made) {
      accounts.publish(tickets.forApi(), next);
    }
  }
}
