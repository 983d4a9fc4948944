package io.restante.gateway.api;

import io.restante.gateway.directory.Directory;
import io.restante.gateway.keys.KeyStore;
import io.restante.gateway.limit.PostgresLimits;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Clears away, every minute and on a thread of its own, what accounts leave behind: keys of
/// devices that are gone, and allowances that are full again. Every node has one; they may get in
/// each other's way without harm.
public final class AccountJanitor implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(AccountJanitor.class);
  private static final Duration INTERVAL = Duration.ofMinutes(1);

  private final Departure departure;
  private final PostgresLimits limits;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("account-janitor").factory());

  /// Creates a janitor, who does nothing yet.
  public AccountJanitor(Directory directory, KeyStore keys, PostgresLimits limits) {
    this.departure = new Departure(keys, directory);
    this.limits = limits;
  }

  /// Begins; the first round is a minute away.
  public void start() {
    var _ =
        thread.scheduleWithFixedDelay(
            this::round, INTERVAL.toSeconds(), INTERVAL.toSeconds(), TimeUnit.SECONDS);
  }

  /// Goes round once. What cannot be done now is left to the next round.
  void round() {
    try {
      limits.sweep();
      departure.sweep();
    } catch (RuntimeException e) {
      LOGGER
          .atWarn()
          .addKeyValue("cause", e.getClass().getName())
          .log("what accounts leave behind could not be cleared away");
    }
  }

  /// Stops.
  @Override
  public void close() {
    var _ = thread.shutdownNow();
  }
}
