package io.restante.it.account;

import io.restante.it.account.AccountService.KeyCounts;
import io.restante.it.signal.KeyRing;
import io.restante.it.signal.PublishedKeys;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// Keeps the keys that the server has of this device plenty and young. Blocks; one thing at a time.
/// Thread-safe.
final class KeyUpkeep {
  private final AccountService accounts;
  private final Tickets tickets;
  private final KeyRing keys;
  private final Consumer<Runnable> turns;
  private final ReentrantLock working = new ReentrantLock();
  // guarded by working
  private final List<PublishedKeys> unpublished = new ArrayList<>();

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
    working.lock();
    try {
      KeyCounts counts = accounts.keyCounts(tickets.forApi());
      List<PublishedKeys> made = new ArrayList<>();
      turns.accept(() -> keys.refill(counts.preKeys(), counts.kyberPreKeys()).ifPresent(made::add));
      publish(made);
    } finally {
      working.unlock();
    }
  }

  /// Replaces the signed pre-key and the key of last resort when they are old enough; when that did
  /// not reach the server, with the same keys again.
  void rotate() throws IOException, ProblemException {
    working.lock();
    try {
      turns.accept(() -> keys.rotate().ifPresent(unpublished::add));
      publish(unpublished);
      unpublished.clear();
    } finally {
      working.unlock();
    }
  }

  private void publish(List<PublishedKeys> made) throws IOException, ProblemException {
    for (PublishedKeys next : made) {
      accounts.publish(tickets.forApi(), next);
    }
  }
}
