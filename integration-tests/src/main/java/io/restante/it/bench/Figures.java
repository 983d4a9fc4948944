package io.restante.it.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The numbers of a benchmark: for each figure one value of each run, and the settings they were
/// measured with. Single-threaded.
final class Figures {
  private final Map<String, List<Double>> values = new LinkedHashMap<>();
  private final Map<String, Object> settings = new TreeMap<>();

  /// A figure over all runs.
  ///
  /// @param median the middle value; of two middle ones, their mean
  record Summary(double median, double min, double max) {
    static Summary of(List<Double> runs) {
      List<Double> sorted = runs.stream().sorted().toList();
      int middle = sorted.size() / 2;
      double median =
          sorted.size() % 2 == 1
              ? sorted.get(middle)
              : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
      return new Summary(median, sorted.getFirst(), sorted.getLast());
    }
  }

  /// Adds the value of one run.
  void add(String name, double value) {
    values.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
  }

  /// Returns the value of the latest run.
  double last(String name) {
    List<Double> runs = values.get(name);
    if (runs == null) {
      throw new IllegalStateException(name + ": not measured yet");
    }
    return runs.getLast();
  }

  /// Notes a setting.
  void set(String name, Object value) {
    settings.put(name, value);
  }

  Map<String, Object> settings() {
    return settings;
  }

  /// Returns all figures in the order they were first added.
  Map<String, Summary> summaries() {
    Map<String, Summary> summaries = new LinkedHashMap<>();
    values.forEach((name, runs) -> summaries.put(name, Summary.of(runs)));
    return summaries;
  }
}
