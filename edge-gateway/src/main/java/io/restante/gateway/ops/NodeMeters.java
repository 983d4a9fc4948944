package io.restante.gateway.ops;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// What the node counts, as Prometheus reads it. The figures stay where they are and are looked at
/// when somebody asks. Thread-safe.
public final class NodeMeters implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();

  /// Micrometer itself would let go of them.
  private final List<LongSupplier> held = new CopyOnWriteArrayList<>();

  private final List<Supplier<Map<String, Long>>> answers = new CopyOnWriteArrayList<>();
  private final Set<String> routes = ConcurrentHashMap.newKeySet();

  /// Begins with the meters of the JVM.
  public NodeMeters() {
    new ClassLoaderMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    collections.bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  /// Adds counts, by the names of their meters.
  ///
  /// @throws IllegalArgumentException when one is not in the [MeterCatalogue]
  public void count(Map<String, LongSupplier> counts) {
    counts.forEach(
        (name, value) -> {
          held.add(value);
          FunctionCounter.builder(name, value, LongSupplier::getAsLong)
              .description(MeterCatalogue.named(name).meaning())
              .register(registry);
        });
  }

  /// Adds a gauge.
  ///
  /// @throws IllegalArgumentException when it is not in the [MeterCatalogue]
  public void gauge(String name, LongSupplier value) {
    Gauge.builder(name, value::getAsLong)
        .description(MeterCatalogue.named(name).meaning())
        .register(registry);
  }

  /// Adds the answers of the HTTP API.
  ///
  /// @param counts all that were given, by `VERB /template status`
  public void answers(Supplier<Map<String, Long>> counts) {
    answers.add(counts);
  }

  /// Returns everything in Prometheus' text form.
  String scrape() {
    answers.forEach(this::registerNew);
    return registry.scrape();
  }

  private void registerNew(Supplier<Map<String, Long>> counts) {
    for (String key : counts.get().keySet()) {
      if (routes.add(key)) {
        int space = key.lastIndexOf(' ');
        LongSupplier value = () -> counts.get().getOrDefault(key, 0L);
        held.add(value);
        FunctionCounter.builder("edge.api.answers", value, LongSupplier::getAsLong)
            .description(MeterCatalogue.named("edge.api.answers").meaning())
            .tag("route", key.substring(0, space))
            .tag("status", key.substring(space + 1))
            .register(registry);
      }
    }
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }
}
