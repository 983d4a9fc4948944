package io.restante.contract;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// What a topic's `topic.yaml` says of how it is created.
///
/// @param name the topic's name
/// @param partitions how many partitions it has
/// @param replication how many replicas each partition has
/// @param config the topic's settings, by Kafka's names
public record TopicSpec(String name, int partitions, int replication, Map<String, String> config) {
  /// Which estate the topic is created on.
  public enum Estate {
    /// Several brokers, the settings under `config`.
    PRODUCTION("production"),
    /// One machine: the settings under `config`, overlaid by those under `local`.
    LOCAL("local");

    private final String label;

    Estate(String label) {
      this.label = label;
    }
  }

  /// Copies the settings.
  public TopicSpec {
    config = Map.copyOf(config);
  }

  /// Reads the `topic.yaml` of a topic.
  ///
  /// @param topic one of [Topics]
  /// @param estate where it will be created
  public static TopicSpec of(Topic<?, ?> topic, Estate estate) {
    Map<?, ?> yaml = load("/topics/" + topic.name() + "/topic.yaml");
    Map<String, String> config = new LinkedHashMap<>();
    putAll(config, yaml, "config");
    if (estate == Estate.LOCAL) {
      putAll(config, yaml, "local");
    }
    return new TopicSpec(
        topic.name(),
        count(yaml, "partitions", estate),
        count(yaml, "replication", estate),
        config);
  }

  private static Map<?, ?> load(String resource) {
    try (InputStream in = TopicSpec.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new ContractException(resource + ": not on the class path");
      }
      return new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
    } catch (IOException e) {
      throw new ContractException(resource + ": unreadable", e);
    }
  }

  private static void putAll(Map<String, String> config, Map<?, ?> yaml, String section) {
    if (yaml.get(section) instanceof Map<?, ?> settings) {
      settings.forEach((key, value) -> config.put(key.toString(), value.toString()));
    }
  }

  private static int count(Map<?, ?> yaml, String section, Estate estate) {
    if (yaml.get(section) instanceof Map<?, ?> counts
        && counts.get(estate.label) instanceof Integer count) {
      return count;
    }
    throw new ContractException(section + "." + estate.label + ": missing (expected: an integer)");
  }
}
