package io.restante.local;

import io.restante.contract.TopicSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/// What a run changes of the catalogue's topics.
///
/// @param partitions how many partitions each topic gets; empty: as the catalogue says
/// @param settings settings by topic name, over those of the catalogue
public record TopicOverlay(OptionalInt partitions, Map<String, Map<String, String>> settings) {
  /// Changes nothing.
  public static final TopicOverlay NONE = new TopicOverlay(OptionalInt.empty(), Map.of());

  /// Copies the settings.
  ///
  /// @throws IllegalArgumentException when a topic would have no partition
  public TopicOverlay {
    if (partitions.isPresent() && partitions.getAsInt() < 1) {
      throw new IllegalArgumentException(
          "partitions: " + partitions.getAsInt() + " (expected: 1 or more)");
    }
    Map<String, Map<String, String>> copy = new HashMap<>();
    settings.forEach((topic, overlaid) -> copy.put(topic, Map.copyOf(overlaid)));
    settings = Map.copyOf(copy);
  }

  /// Returns an overlay that also sets the number of partitions of every topic.
  public TopicOverlay withPartitions(int count) {
    return new TopicOverlay(OptionalInt.of(count), settings);
  }

  /// Returns an overlay that also changes one setting of one topic.
  public TopicOverlay with(String topic, String setting, String value) {
    Map<String, Map<String, String>> changed = new HashMap<>(settings);
    changed.put(topic, merged(settings.getOrDefault(topic, Map.of()), Map.of(setting, value)));
    return new TopicOverlay(partitions, changed);
  }

  /// Returns what a topic is created with.
  TopicSpec over(TopicSpec spec) {
    return new TopicSpec(
        spec.name(),
        partitions.orElse(spec.partitions()),
        spec.replication(),
        merged(spec.config(), settings.getOrDefault(spec.name(), Map.of())));
  }

  private static Map<String, String> merged(Map<String, String> base, Map<String, String> over) {
    Map<String, String> merged = new HashMap<>(base);
    merged.putAll(over);
    return merged;
  }
}
