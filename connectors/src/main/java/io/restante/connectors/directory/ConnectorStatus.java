package io.restante.connectors.directory;

import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// What operators see of the connector. Thread-safe.
public final class ConnectorStatus {
  /// What the connector does.
  public enum State {
    /// It connects, or looks where to begin.
    STARTING(false),
    /// Another instance is active; this one takes over when that is gone.
    STANDBY(true),
    /// It brings the topics to what the directory is.
    SNAPSHOT(false),
    /// It follows the directory, and changes have come through.
    STREAMING(true),
    /// Something was missing; it tries again.
    RETRYING(false),
    /// It was told to stop.
    STOPPED(false);

    private final boolean isReady;

    State(boolean isReady) {
      this.isReady = isReady;
    }

    /// Returns what operators are told.
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// Whether all is as it should be.
    public boolean isReady() {
      return isReady;
    }
  }

  private static final long LAG_MAX_MS = 10_000;

  private final InstantSource clock;
  private final Consumer<State> listener;
  private final AtomicLong batches = new AtomicLong();
  private final AtomicLong records = new AtomicLong();
  private final AtomicLong snapshots = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private final AtomicLong behindBytes = new AtomicLong();
  private final AtomicLong committedAtMs;
  private State state = State.STARTING;

  /// Begins with [State#STARTING].
  ///
  /// @param clock the lag is judged by it
  /// @param listener hears of each state, once it is entered
  public ConnectorStatus(InstantSource clock, Consumer<State> listener) {
    this.clock = clock;
    this.listener = listener;
    this.committedAtMs = new AtomicLong(clock.millis());
  }

  /// Returns what the connector does now.
  public synchronized State state() {
    return state;
  }

  /// Enters a state; does nothing when it is the one that lasts.
  void enter(State next) {
    synchronized (this) {
      if (state == next || state == State.STOPPED) {
        return;
      }
      if (state == State.STANDBY) {
        // What the one before has written is not known; what comes through will tell.
        committedAtMs.set(clock.millis());
      }
      state = next;
    }
    listener.accept(next);
  }

  /// Changes have been written.
  ///
  /// @param count how many records they became
  /// @param newestMs when the newest was committed, milliseconds since 1970 UTC; 0: nothing new
  void onApplied(int count, long newestMs) {
    records.addAndGet(count);
    if (newestMs > 0) {
      batches.incrementAndGet();
      // Not the greatest ever: a database's clock may be set back, or another one's take its place.
      committedAtMs.set(newestMs);
      enter(State.STREAMING);
    }
  }

  void onSnapshot(long count) {
    snapshots.incrementAndGet();
    records.addAndGet(count);
  }

  void onFailure() {
    failures.incrementAndGet();
  }

  void onBehind(long bytes) {
    behindBytes.set(bytes);
  }

  /// Returns how old the newest change is that is in the topics, milliseconds. With a heartbeat
  /// every second it stays below two seconds, also when nobody changes anything; while it fails it
  /// grows. On a standby it is 0, and from its start or its turn on it counts from then, until the
  /// first change comes through.
  public long lagMs() {
    return state() == State.STANDBY ? 0 : Math.max(0, clock.millis() - committedAtMs.get());
  }

  /// Whether all is as it should be: changes come through, and not late, or another instance's do.
  public boolean isReady() {
    return state().isReady() && !isBehind();
  }

  /// Returns what operators are told: the state, or `behind` when changes come late or not at all.
  public String label() {
    return isBehind() ? "behind" : state().label();
  }

  private boolean isBehind() {
    return state() == State.STREAMING && lagMs() > LAG_MAX_MS;
  }

  /// Returns how much of its log the database keeps for the connector, bytes, as last asked; 0 on a
  /// standby.
  public long behindBytes() {
    return state() == State.STANDBY ? 0 : behindBytes.get();
  }

  /// Returns the counts, by the names of their meters.
  public Map<String, LongSupplier> counts() {
    return Map.of(
        "connectors.directory.batches", batches::get,
        "connectors.directory.records", records::get,
        "connectors.directory.snapshots", snapshots::get,
        "connectors.directory.failures", failures::get);
  }
}
