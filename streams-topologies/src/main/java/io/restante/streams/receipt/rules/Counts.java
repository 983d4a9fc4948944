package io.restante.streams.receipt.rules;

import java.util.concurrent.atomic.LongAdder;

/// What the receipts count. Thread-safe.
///
/// `watermarks = raised + unchanged + astray + unfounded`.
public final class Counts {
  /// Records of `messaging.receipts` that were read.
  public final LongAdder events = new LongAdder();

  /// Watermarks in them.
  public final LongAdder watermarks = new LongAdder();

  /// Watermarks that said something new.
  public final LongAdder raised = new LongAdder();

  /// Watermarks that said nothing new.
  public final LongAdder unchanged = new LongAdder();

  /// Watermarks of somebody who does not receive the conversation.
  public final LongAdder astray = new LongAdder();

  /// Watermarks of reading where nothing had been delivered.
  public final LongAdder unfounded = new LongAdder();

  /// Receipts that went to senders.
  public final LongAdder told = new LongAdder();

  /// Questions after each member of a group.
  public final LongAdder asked = new LongAdder();

  /// Questions that were answered.
  public final LongAdder answered = new LongAdder();

  /// Rows of users taken in.
  public final LongAdder users = new LongAdder();

  /// Records that could not be read.
  public final LongAdder poison = new LongAdder();

  /// Rows forgotten after their time.
  public final LongAdder forgotten = new LongAdder();
}
