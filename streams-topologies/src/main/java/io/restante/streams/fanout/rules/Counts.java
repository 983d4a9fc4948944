package io.restante.streams.fanout.rules;

import io.restante.messaging.GroupRefusalReason;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// What the fan-outs of a process count. Thread-safe.
///
/// Of each message one thing becomes: `messages + parkedTaken = fannedOut + refused + withheld +
/// poison + tickers + waiting + parkedLeft`, where waiting are those parked now.
public final class Counts {
  /// Records of the messages topic that were read.
  public final LongAdder messages = new LongAdder();

  /// Messages that went to members.
  public final LongAdder fannedOut = new LongAdder();

  /// Members they went to.
  public final LongAdder recipients = new LongAdder();

  /// Messages that were refused without a word, because an earlier one was.
  public final LongAdder withheld = new LongAdder();

  /// Times that a message had to wait.
  public final LongAdder parkings = new LongAdder();

  /// Messages that waited when a task was opened here.
  public final LongAdder parkedTaken = new LongAdder();

  /// Messages that waited when a task was closed here.
  public final LongAdder parkedLeft = new LongAdder();

  /// Refusals that were forgotten before their time, for want of room.
  public final LongAdder holdsDropped = new LongAdder();

  /// Tickers among the messages.
  public final LongAdder tickers = new LongAdder();

  /// Records of either topic that could not be read.
  public final LongAdder poison = new LongAdder();

  /// Poisonous ones among the messages.
  public final LongAdder poisonMessages = new LongAdder();

  /// Markers that were taken.
  public final LongAdder revisions = new LongAdder();

  /// Markers whose count of members did not fit.
  public final LongAdder incomplete = new LongAdder();

  /// Changes that members were told of.
  public final LongAdder announcements = new LongAdder();

  /// Senders who were told that they sent with an older revision.
  public final LongAdder corrections = new LongAdder();

  /// Entries of tables that could not be read.
  public final LongAdder damaged = new LongAdder();

  /// Messages on their way to members that the audit was told of.
  public final LongAdder audited = new LongAdder();

  /// Records written to `messaging.envelopes`.
  public final LongAdder records = new LongAdder();

  private final Map<GroupRefusalReason, LongAdder> refused =
      new EnumMap<>(GroupRefusalReason.class);

  /// Begins at zero.
  public Counts() {
    for (GroupRefusalReason reason : GroupRefusalReason.values()) {
      refused.put(reason, new LongAdder());
    }
  }

  /// Returns the count of messages refused for a reason.
  public LongAdder refused(GroupRefusalReason reason) {
    LongAdder count = refused.get(reason);
    if (count == null) {
      throw new IllegalStateException(reason + ": not counted");
    }
    return count;
  }

  /// Returns how many messages were refused.
  public long refused() {
    return refused.values().stream().mapToLong(LongAdder::sum).sum();
  }
}
