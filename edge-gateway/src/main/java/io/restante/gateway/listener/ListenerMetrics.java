package io.restante.gateway.listener;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/// The counts of one listener. Thread-safe.
public final class ListenerMetrics {
  private final Map<ListenerMeter, LongAdder> counts = new EnumMap<>(ListenerMeter.class);

  /// Creates counts that are all zero.
  public ListenerMetrics() {
    for (ListenerMeter meter : ListenerMeter.values()) {
      counts.put(meter, new LongAdder());
    }
  }

  /// Counts one.
  void count(ListenerMeter meter) {
    adder(meter).increment();
  }

  /// Returns a count.
  public long value(ListenerMeter meter) {
    return adder(meter).sum();
  }

  /// Returns all counts by the names of their meters.
  public Map<String, LongSupplier> counts() {
    Map<String, LongSupplier> byName = new TreeMap<>();
    counts.forEach((meter, count) -> byName.put(meter.label(), count::sum));
    return byName;
  }

  private LongAdder adder(ListenerMeter meter) {
    LongAdder adder = counts.get(meter);
    if (adder == null) {
      throw new IllegalStateException("meter without a count: " + meter);
    }
    return adder;
  }
}
