package io.restante.streams.ops;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;

/// What a topology counts, as Prometheus reads it. The figures stay where they are and are looked
/// at when somebody asks. Thread-safe.
public final class TopologyMeters implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();

  /// Micrometer itself would let go of them.
  private final List<LongSupplier> held = new CopyOnWriteArrayList<>();

  /// Begins with the meters of the JVM.
  public TopologyMeters() {
    new JvmMemoryMetrics().bindTo(registry);
    collections.bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  /// Adds counts, by the names of their meters.
  ///
  /// @throws IllegalArgumentException when one is not in the catalogue
  public void count(Map<String, LongSupplier> counts) {
    counts.forEach(
        (name, value) -> {
          held.add(value);
          FunctionCounter.builder(name, value, LongSupplier::getAsLong)
              .description(MeterMeaning.named(name).meaning())
              .register(registry);
        });
  }

  /// Adds a gauge.
  ///
  /// @throws IllegalArgumentException when it is not in the catalogue
  public void gauge(String name, LongSupplier value) {
    Gauge.builder(name, value::getAsLong)
        .description(MeterMeaning.named(name).meaning())
        .register(registry);
  }

  /// Returns everything in Prometheus' text form.
  String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }
}
