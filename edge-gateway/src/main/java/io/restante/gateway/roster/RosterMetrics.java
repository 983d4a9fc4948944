package io.restante.gateway.roster;

import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/// Counters of the roster. Thread-safe.
///
/// What must hold once nothing is under way: `lookups + dropped <= messages`; the rest was judged
/// by a list at hand.
public final class RosterMetrics {
  /// `edge.roster.messages`: messages whose device list revision was looked at.
  final LongAdder messages = new LongAdder();

  /// `edge.roster.lookups`: checks that had to wait for a look into the directory.
  final LongAdder lookups = new LongAdder();

  /// `edge.roster.dropped`: checks given up because too many waited.
  final LongAdder dropped = new LongAdder();

  /// `edge.roster.told`: senders told of changed devices.
  final LongAdder told = new LongAdder();

  /// `edge.roster.discarded`: mailboxes emptied because their device is no more.
  final LongAdder discarded = new LongAdder();

  /// `edge.roster.failures`: times the directory could not be asked.
  final LongAdder failures = new LongAdder();

  /// Returns how many senders were told of changed devices.
  public long told() {
    return told.sum();
  }

  /// Returns how many checks were given up because too many waited.
  public long dropped() {
    return dropped.sum();
  }

  /// Returns all counts by the names of their meters.
  public Map<String, LongSupplier> counts() {
    return Map.of(
        "edge.roster.messages", messages::sum,
        "edge.roster.lookups", lookups::sum,
        "edge.roster.dropped", dropped::sum,
        "edge.roster.told", told::sum,
        "edge.roster.discarded", discarded::sum,
        "edge.roster.failures", failures::sum);
  }
}
