package io.restante.streams.audit.rules;

import io.restante.streams.audit.rules.Trace.State;
import io.restante.streams.table.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The audit of one task: what has become of each message that is looked at. Pure: the table and
/// time are given to it. Used by one thread at a time.
///
/// Of a message the first end holds: delivered, expired, or missing. The table is looked through
/// again and again, a page at a time, for how old those are that wait, and for what can be
/// forgotten.
public final class Audit {
  /// How long it is remembered how a message ended, so that what comes again is known,
  /// milliseconds.
  public static final long REMEMBERED_MS = 86_400_000;

  /// After how long a message that neither came nor expired is missing, milliseconds: a day longer
  /// than messages are kept.
  public static final long MISSING_MS = 31L * 86_400_000;

  /// How often the table is looked through, milliseconds.
  public static final long ROUND_MS = 10_000;

  /// The aim for who is connected, milliseconds.
  public static final long AIM_MS = 200;

  private static final int PAGE = 512;
  private static final byte[] BEGINNING = {};

  private final Table traces;
  private final Counts counts;
  private final Levels levels;
  private byte @Nullable [] next = BEGINNING;
  private long roundAtMs;
  private Ages ages = Ages.NONE;
  private Ages counted = Ages.NONE;

  /// Creates it.
  ///
  /// @param traces by pseudonym
  public Audit(Table traces, Counts counts, Levels levels) {
    this.traces = traces;
    this.counts = counts;
    this.levels = levels;
  }

  /// Takes in what has become of a message.
  ///
  /// @param pseudonym which message
  public void onEvent(byte[] pseudonym, Event event, long nowMs) {
    counts.events.increment();
    Trace trace = Trace.decode(traces.get(pseudonym));
    switch (event) {
      case Event.Accepted(var atMs) -> accepted(pseudonym, trace, atMs);
      case Event.Delivered delivered -> delivered(pseudonym, trace, delivered, nowMs);
      case Event.Expired(var atMs) -> expired(pseudonym, trace, atMs, nowMs);
      case Event.Read() -> read(pseudonym, trace);
      case Event.Unknown() -> counts.unknown.increment();
    }
  }

  private void accepted(byte[] pseudonym, @Nullable Trace trace, long atMs) {
    if (trace != null) {
      counts.again.increment();
      return;
    }
    counts.accepted.increment();
    traces.put(pseudonym, new Trace(State.WAITING, atMs, 0).encode());
  }

  private void delivered(
      byte[] pseudonym, @Nullable Trace trace, Event.Delivered delivered, long nowMs) {
    if (trace != null && !trace.isWaiting()) {
      counts.again.increment();
      return;
    }
    long acceptedMs = acceptedMs(trace, delivered.acceptedMs());
    counts.delivered.increment();
    levels.delivered(nowMs);
    if (delivered.wasConnected()) {
      long storedMs = delivered.atMs() - acceptedMs;
      counts.online.increment();
      if (storedMs <= AIM_MS) {
        counts.onlineInTime.increment();
      }
      levels.online(delivered.sentMs() - acceptedMs, storedMs, nowMs);
    }
    traces.put(pseudonym, new Trace(State.DELIVERED, acceptedMs, nowMs).encode());
  }

  private void expired(byte[] pseudonym, @Nullable Trace trace, long atMs, long nowMs) {
    if (trace != null && !trace.isWaiting()) {
      counts.again.increment();
      return;
    }
    long acceptedMs = acceptedMs(trace, atMs);
    counts.expired.increment();
    levels.failed(nowMs);
    traces.put(pseudonym, new Trace(State.EXPIRED, acceptedMs, nowMs).encode());
  }

  /// Who dies right after the log took a message tells nobody: it is known by its end.
  private long acceptedMs(@Nullable Trace trace, long otherwise) {
    if (trace != null) {
      return trace.acceptedMs();
    }
    counts.accepted.increment();
    counts.late.increment();
    return otherwise;
  }

  private void read(byte[] pseudonym, @Nullable Trace trace) {
    if (trace == null || trace.isWaiting()) {
      counts.unknown.increment();
    } else if (trace.state() == State.DELIVERED) {
      counts.read.increment();
      traces.put(pseudonym, new Trace(State.READ, trace.acceptedMs(), trace.endedMs()).encode());
    } else {
      counts.again.increment();
    }
  }

  /// Hears that time goes by: looks at one page more.
  public void onTick(long nowMs) {
    byte[] from = next;
    if (from == null) {
      if (nowMs - roundAtMs < ROUND_MS) {
        return;
      }
      from = BEGINNING;
    }
    if (from.length == 0) {
      roundAtMs = nowMs;
    }
    List<byte[]> forgotten = new ArrayList<>();
    List<Missing> missing = new ArrayList<>();
    Page page = new Page();
    traces.page(
        from,
        PAGE,
        (pseudonym, value) -> {
          page.take(pseudonym);
          look(pseudonym, Trace.decode(value), nowMs, forgotten, missing);
        });
    forgotten.forEach(traces::delete);
    missing.forEach(it -> miss(it, nowMs));
    next = page.after();
    if (next == null) {
      ages = counted;
      counted = Ages.NONE;
    }
  }

  /// Where a page ends.
  private static final class Page {
    private int entries;
    private byte[] last = BEGINNING;

    private void take(byte[] key) {
      entries++;
      last = key;
    }

    /// Returns where the next begins; null when this was the last.
    private byte @Nullable [] after() {
      return entries < PAGE ? null : Arrays.copyOf(last, last.length + 1);
    }
  }

  private record Missing(Pseudonym pseudonym, Trace trace) {}

  /// An array may be no component of a record.
  private static final class Pseudonym {
    private final byte[] bytes;

    private Pseudonym(byte[] bytes) {
      this.bytes = bytes;
    }
  }

  private void look(
      byte[] pseudonym,
      @Nullable Trace trace,
      long nowMs,
      List<byte[]> forgotten,
      List<Missing> missing) {
    if (trace == null) {
      forgotten.add(pseudonym);
    } else if (!trace.isWaiting()) {
      if (nowMs - trace.endedMs() >= REMEMBERED_MS) {
        forgotten.add(pseudonym);
      }
    } else if (nowMs - trace.acceptedMs() >= MISSING_MS) {
      missing.add(new Missing(new Pseudonym(pseudonym), trace));
    } else {
      counted = counted.with(Math.max(0, nowMs - trace.acceptedMs()));
    }
  }

  private void miss(Missing it, long nowMs) {
    counts.missing.increment();
    levels.failed(nowMs);
    Trace trace = new Trace(State.MISSING, it.trace().acceptedMs(), nowMs);
    traces.put(it.pseudonym().bytes, trace.encode());
  }

  /// Returns how old those are that wait, as of the last time that all were looked at.
  public Ages ages() {
    return ages;
  }
}
