package io.restante.it.bench;

import io.restante.it.world.ProcessUsage;
import io.restante.local.Estate;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/// How much of one core the node, the broker, the fan-out if there is one, and the load take over a
/// stretch of time. Single-threaded.
final class CpuWatch {
  private final Map<String, ProcessUsage> processes = new LinkedHashMap<>();
  private final Map<String, Long> atStart = new LinkedHashMap<>();
  private final long startNanos = System.nanoTime();

  CpuWatch(Estate estate) {
    processes.put("node", new ProcessUsage(estate.nodePid()));
    processes.put("broker", new ProcessUsage(estate.brokerPid()));
    if (estate.topologies().isAlive()) {
      processes.put("fan-out", new ProcessUsage(estate.topologies().pid()));
    }
    processes.put("load", ProcessUsage.ofSelf());
    processes.forEach((name, usage) -> atStart.put(name, usage.cpu().toNanos()));
  }

  /// Returns the share of one core since the watch was made, percent, by process.
  Map<String, Double> percents() {
    long elapsed = System.nanoTime() - startNanos;
    Map<String, Double> percents = new LinkedHashMap<>();
    processes.forEach(
        (name, usage) -> {
          long used = usage.cpu().toNanos() - atStart.getOrDefault(name, 0L);
          percents.put(name, 100.0 * used / elapsed);
        });
    return percents;
  }

  static String describe(Map<String, Double> percents) {
    StringJoiner text = new StringJoiner(", ", "CPU ", " of a core");
    percents.forEach(
        (name, percent) -> text.add(name + String.format(Locale.ROOT, " %.0f %%", percent)));
    return text.toString();
  }
}
