package io.restante.it.account;

import io.restante.it.account.AccountService.Ticket;
import io.restante.it.signal.Texts;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Has a ticket ready, and a new one before it runs out. Thread-safe.
public final class Tickets {
  private final AccountService accounts;
  private final String credential;
  private final InstantSource clock;
  private final ReentrantLock renewing = new ReentrantLock();
  // written under renewing, read by all
  private volatile @Nullable Held held;

  private record Held(Ticket ticket, Duration lifetime) {
    @Override
    public String toString() {
      return "***";
    }
  }

  /// Creates an empty holder.
  public Tickets(AccountService accounts, String credential, InstantSource clock) {
    this.accounts = accounts;
    this.credential = credential;
    this.clock = clock;
  }

  /// Returns a ticket for the API, got from it if there is none or too old a one. Blocks.
  public String forApi() throws IOException, ProblemException {
    Held good = held;
    if (good != null && isFresh(good)) {
      return good.ticket().ticket();
    }
    return renew();
  }

  /// Gets a new ticket, whatever there is. Blocks.
  public String renew() throws IOException, ProblemException {
    Held before = held;
    renewing.lock();
    try {
      Held now = held;
      if (now == null || now.equals(before)) {
        Ticket ticket = accounts.ticket(credential);
        now = new Held(ticket, Duration.between(clock.instant(), ticket.expiresAt()));
        held = now;
      }
      return now.ticket().ticket();
    } finally {
      renewing.unlock();
    }
  }

  /// Returns how long until the ticket should be renewed: when a third of its life is left.
  Duration untilRenewal() {
    Held now = held;
    if (now == null) {
      return Duration.ZERO;
    }
    Duration left = Duration.between(clock.instant(), now.ticket().expiresAt());
    Duration wait = left.minus(now.lifetime().dividedBy(3));
    return wait.isNegative() ? Duration.ZERO : wait;
  }

  /// Returns the last ticket for HELLO, empty when there was none. Does not block.
  byte[] current() {
    Held now = held;
    return now == null ? new byte[0] : Texts.decode(now.ticket().ticket());
  }

  /// Returns where the last ticket is good.
  URI gateway() {
    Held now = held;
    if (now == null) {
      throw new IllegalStateException("connect without a ticket");
    }
    return URI.create(now.ticket().gateway());
  }

  private boolean isFresh(Held ticket) {
    return clock.instant().plusSeconds(5).isBefore(ticket.ticket().expiresAt());
  }
}
