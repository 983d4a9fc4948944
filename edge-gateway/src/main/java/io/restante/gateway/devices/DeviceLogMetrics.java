package io.restante.gateway.devices;

import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/// Counters of the device log. Thread-safe.
public final class DeviceLogMetrics {
  /// `edge.devices.rows`: records of devices and lists taken in.
  final LongAdder rows = new LongAdder();

  /// `edge.devices.poison`: records that could not be read, passed over.
  final LongAdder poison = new LongAdder();

  /// `edge.devices.waits`: times a partition waited for device lists.
  final LongAdder waits = new LongAdder();

  /// `edge.devices.unknown`: users named by a record of whom the directory has nothing.
  final LongAdder unknown = new LongAdder();

  /// `edge.devices.discarded`: times a removed device's mailbox was begun to be emptied.
  final LongAdder discarded = new LongAdder();

  /// Returns all counts by the names of their meters.
  public Map<String, LongSupplier> counts() {
    return Map.of(
        "edge.devices.rows", rows::sum,
        "edge.devices.poison", poison::sum,
        "edge.devices.waits", waits::sum,
        "edge.devices.unknown", unknown::sum,
        "edge.devices.discarded", discarded::sum);
  }
}
