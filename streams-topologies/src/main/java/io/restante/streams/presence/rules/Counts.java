package io.restante.streams.presence.rules;

import java.util.concurrent.atomic.LongAdder;

/// What presence counts. Thread-safe.
///
/// `sessions = sessions.changed + sessions.late`.
public final class Counts {
  /// Comings and goings read.
  public final LongAdder sessions = new LongAdder();

  /// Comings and goings that said something new, or came again after a crash.
  public final LongAdder changed = new LongAdder();

  /// Comings and goings of connections that are known to be older than another.
  public final LongAdder late = new LongAdder();

  /// Sessions ended because their partition has a later owner.
  public final LongAdder ended = new LongAdder();

  /// Watches read.
  public final LongAdder watches = new LongAdder();

  /// Watches refused: the user has as many watchers as there may be.
  public final LongAdder refused = new LongAdder();

  /// What watchers were told.
  public final LongAdder told = new LongAdder();

  /// Statuses written.
  public final LongAdder published = new LongAdder();

  /// Rows of users and contacts taken in.
  public final LongAdder rows = new LongAdder();

  /// Records that could not be read.
  public final LongAdder poison = new LongAdder();

  /// Sessions and watches forgotten after their time.
  public final LongAdder forgotten = new LongAdder();
}
