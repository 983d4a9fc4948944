package io.restante.gateway.roster;

import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/// Counters of the roster. Thread-safe.
///
/// What must hold: `told + dropped <= messages`.
public final class RosterMetrics {
  /// `edge.roster.messages`: messages whose device list revision was looked at.
  final LongAdder messages = new LongAdder();

  /// `edge.roster.told`: senders told of changed devices.
  final LongAdder told = new LongAdder();

  /// `edge.roster.dropped`: notices given up because the queue to the log was full; the sender
  /// hears with its next message.
  final LongAdder dropped = new LongAdder();

  /// `edge.roster.discarded`: mailboxes begun to be emptied because something came for a device
  /// that is no more.
  final LongAdder discarded = new LongAdder();

  /// Returns how many senders were told of changed devices.
  public long told() {
    return told.sum();
  }

  /// Returns how many notices were given up.
  public long dropped() {
    return dropped.sum();
  }

  /// Returns all counts by the names of their meters.
  public Map<String, LongSupplier> counts() {
    return Map.of(
        "edge.roster.messages", messages::sum,
        "edge.roster.told", told::sum,
        "edge.roster.dropped", dropped::sum,
        "edge.roster.discarded", discarded::sum);
  }
}
