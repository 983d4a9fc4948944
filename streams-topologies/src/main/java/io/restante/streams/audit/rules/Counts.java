package io.restante.streams.audit.rules;

import java.util.concurrent.atomic.LongAdder;

/// Counts of the audit. Thread-safe.
///
/// What holds: `events` = `accepted` + `delivered` + `expired` + `read` + `again` + `unknown`, less
/// `late`.
public final class Counts {
  /// Stages of messages that were read.
  public final LongAdder events = new LongAdder();

  /// Messages that came to be known.
  public final LongAdder accepted = new LongAdder();

  /// Those among them of which the first thing heard was how they ended.
  public final LongAdder late = new LongAdder();

  /// Messages that a device has stored.
  public final LongAdder delivered = new LongAdder();

  /// Messages that a device has stored that was connected when the log took them.
  public final LongAdder online = new LongAdder();

  /// Those among them that were stored within 200 ms.
  public final LongAdder onlineInTime = new LongAdder();

  /// Messages that nobody collected in time, and whose senders were told so.
  public final LongAdder expired = new LongAdder();

  /// Messages of which nothing was heard for longer than they are kept.
  public final LongAdder missing = new LongAdder();

  /// Messages of which was read that they were read.
  public final LongAdder read = new LongAdder();

  /// Stages that were known.
  public final LongAdder again = new LongAdder();

  /// Stages of a later version, and reading of what is not known to be delivered.
  public final LongAdder unknown = new LongAdder();

  /// Records that could not be read.
  public final LongAdder poison = new LongAdder();
}
