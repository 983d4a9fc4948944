package io.restante.gateway.listener;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

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

  private LongAdder adder(ListenerMeter meter) {
    LongAdder adder = counts.get(meter);
    if (adder == null) {
      throw new IllegalStateException("meter without a count: " + meter);
    }
    return adder;
  }
}
