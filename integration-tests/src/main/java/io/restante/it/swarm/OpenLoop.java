package io.restante.it.swarm;

import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Makes messages due at a steady rate, whatever the node does: a late message counts from when it
/// was due, so a stall is seen in every message it held up.
///
/// Runs on the swarm's event loop. Above [#TICK_RATE] messages a second it wakes up once in a while
/// and sends what has come due, to spare the cores that the node needs.
final class OpenLoop implements Runnable {
  private static final double TICK_RATE = 4_000;
  private static final long TICK_NANOS = 250_000;

  private final EventLoop loop;
  private final List<SwarmDevice> senders;
  private final double intervalNanos;
  private final long tickNanos;
  private final long count;
  private final long startNanos;
  private final CompletableFuture<Long> ended = new CompletableFuture<>();
  private long next;

  OpenLoop(
      EventLoop loop, List<SwarmDevice> senders, double perSecond, long count, long startNanos) {
    this.loop = loop;
    this.senders = senders;
    this.intervalNanos = 1e9 / perSecond;
    this.tickNanos = perSecond > TICK_RATE ? TICK_NANOS : 0;
    this.count = count;
    this.startNanos = startNanos;
  }

  /// Returns what completes, with the number of messages, when all are due.
  CompletableFuture<Long> start() {
    loop.execute(this);
    return ended;
  }

  @Override
  public void run() {
    long now = System.nanoTime();
    long first = next;
    while (next < count && dueNanos(next) - now <= 0) {
      senders.get((int) (next % senders.size())).offer(dueNanos(next));
      next++;
    }
    for (long i = first; i < next && i < first + senders.size(); i++) {
      senders.get((int) (i % senders.size())).flushIfTouched();
    }
    if (next == count) {
      ended.complete(count);
      return;
    }
    long wait = Math.max(tickNanos, dueNanos(next) - System.nanoTime());
    var _ = loop.schedule(this, wait, TimeUnit.NANOSECONDS);
  }

  private long dueNanos(long index) {
    return startNanos + (long) (index * intervalNanos);
  }
}
