package io.restante.gateway.deliver;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/// Counters of the delivery side. Thread-safe.
///
/// What must hold over the life of a partition's owner: `forgotten <= delivered + expired` up to
/// the envelopes a device had stored before it connected.
public final class DeliverMetrics {
  /// `edge.mailbox.delivered`: envelopes handed to connections, repetitions included.
  final LongAdder delivered = new LongAdder();

  /// `edge.mailbox.forgotten`: tombstones asked for.
  final LongAdder forgotten = new LongAdder();

  /// `edge.mailbox.expired`: envelopes that nobody collected in time.
  final LongAdder expired = new LongAdder();

  /// `edge.mailbox.repeated`: records appended again, because an older one's tombstone would have
  /// erased them.
  final LongAdder repeated = new LongAdder();

  /// `edge.mailbox.erased`: records gone before they could be appended again here. Stays at 0,
  /// unless a node was cut off and another owner did it.
  final LongAdder erased = new LongAdder();

  /// `edge.receipts.reported`: records asked for that say how far users have come.
  final LongAdder reported = new LongAdder();

  /// `edge.receipts.notasked`: questions after a group's receipts dropped, because the housekeeper
  /// had no room.
  final LongAdder receiptsNotAsked = new LongAdder();

  /// `edge.mailbox.sweep.chunks`: chunks of the log read for devices that were behind.
  final LongAdder chunks = new LongAdder();

  /// `edge.mailbox.rebuilds`: indexes thrown away and built again from the log.
  final LongAdder rebuilds = new LongAdder();

  /// `edge.mailbox.poison`: records whose key is no slot, passed over.
  final LongAdder poison = new LongAdder();

  /// `edge.mailbox.partitions`: partitions owned and caught up.
  final AtomicInteger servedPartitions = new AtomicInteger();

  /// `edge.mailbox.partitions.waiting`: partitions owned that can't be served yet.
  final AtomicInteger unservedPartitions = new AtomicInteger();

  /// Returns how many partitions this node owns and can't serve yet.
  public int unservedPartitions() {
    return unservedPartitions.get();
  }

  /// Returns how many partitions this node owns and has caught up with.
  public int servedPartitions() {
    return servedPartitions.get();
  }

  /// Returns how many envelopes were handed to connections.
  public long delivered() {
    return delivered.sum();
  }

  /// Returns all counts by the names of their meters.
  public Map<String, LongSupplier> counts() {
    return Map.of(
        "edge.mailbox.delivered", delivered::sum,
        "edge.mailbox.forgotten", forgotten::sum,
        "edge.mailbox.expired", expired::sum,
        "edge.mailbox.repeated", repeated::sum,
        "edge.mailbox.erased", erased::sum,
        "edge.mailbox.sweep.chunks", chunks::sum,
        "edge.mailbox.rebuilds", rebuilds::sum,
        "edge.mailbox.poison", poison::sum,
        "edge.receipts.reported", reported::sum,
        "edge.receipts.notasked", receiptsNotAsked::sum);
  }
}
