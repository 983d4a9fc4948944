package io.restante.gateway.listener;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Looks at every connection of one event loop once a second, a tenth of them at a time, so that
/// time-outs need no timer of their own and no moment has to look at all. Runs on that event loop.
final class LoopScan {
  /// How long after a time-out it may be noticed, at most.
  static final long ROUND_MS = 1_000;

  private static final int SLICES = 10;

  private final EventLoop loop;
  private final List<Watched> watched = new ArrayList<>();
  private int next;

  LoopScan(EventLoop loop) {
    this.loop = loop;
  }

  /// What is looked at. Remembers its own place in the list, so that leaving costs nothing.
  interface Watched {
    /// Returns the place last told.
    int place();

    /// Tells the place in the list.
    void place(int place);

    /// Looks for time-outs.
    ///
    /// @param nowMs as [LoopScan#nowMs] gives it
    void onScan(long nowMs);

    /// Ends the connection, because the listener stops.
    void onStop();
  }

  /// Begins; the event loop's end is the scan's.
  void start() {
    long sliceMs = ROUND_MS / SLICES;
    Future<?> _ = loop.scheduleAtFixedRate(this::scan, sliceMs, sliceMs, TimeUnit.MILLISECONDS);
  }

  /// Returns milliseconds of the event loop's clock, which never goes back.
  long nowMs() {
    return TimeUnit.NANOSECONDS.toMillis(loop.ticker().nanoTime());
  }

  void add(Watched connection) {
    connection.place(watched.size());
    watched.add(connection);
  }

  void remove(Watched connection) {
    int place = connection.place();
    Watched last = watched.removeLast();
    if (place < watched.size()) {
      watched.set(place, last);
      last.place(place);
    }
  }

  /// Puts one thing in the place of another.
  void replace(Watched before, Watched after) {
    after.place(before.place());
    watched.set(before.place(), after);
  }

  /// Ends every connection.
  void stopAll() {
    for (Watched connection : List.copyOf(watched)) {
      connection.onStop();
    }
  }

  private void scan() {
    long nowMs = nowMs();
    int slice = Math.ceilDiv(watched.size(), SLICES);
    for (int i = 0; i < slice && !watched.isEmpty(); i++) {
      // A connection that leaves during its scan is replaced by the last one, which then waits for
      // the next round; no time-out here is that exact.
      next = next >= watched.size() ? 0 : next;
      watched.get(next++).onScan(nowMs);
    }
  }
}
