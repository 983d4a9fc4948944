package io.restante.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Everything about a topic is in its folder, and says what it must.
class TopicFoldersTest {
  private static final Set<String> KEYS =
      Set.of(
          "name",
          "since",
          "partitioning",
          "partitions",
          "replication",
          "schemas",
          "privacy",
          "config",
          "local");
  private static final Set<String> PARTITIONINGS =
      Set.of("recipient", "user", "group", "sender", "message", "partition");
  private static final Set<String> SETTINGS = settingsOfKafka();

  static List<Path> topics() {
    return SchemaFiles.topicFolders();
  }

  @Test
  void theCatalogueIsTheFolders() {
    assertThat(Topics.all())
        .extracting(Topic::name)
        .containsExactlyElementsOf(
            topics().stream().map(folder -> folder.getFileName().toString()).toList());
  }

  @ParameterizedTest
  @MethodSource("topics")
  void aFolderHoldsWhatBelongsToATopic(Path topic) {
    assertThat(topic).isDirectoryContaining("glob:**/README.md");
    assertThat(topic).isDirectoryContaining("glob:**/history");
    assertThat(topic).isDirectoryContaining("glob:**/examples");
    assertThat(topic.resolve("key.avsc")).isRegularFile();
    assertThat(topic.resolve("value.avsc")).isRegularFile();
  }

  @ParameterizedTest
  @MethodSource("topics")
  void theReadmeAnswersEveryQuestion(Path topic) throws IOException {
    assertThat(Files.readString(topic.resolve("README.md")))
        .contains(
            List.of(
                "| Who writes |",
                "| Who reads |",
                "| Key |",
                "| Why that key |",
                "| Order |",
                "| Cleanup |",
                "| Retention |",
                "| Size |",
                "| Personal data |",
                "| Since |"));
  }

  @ParameterizedTest
  @MethodSource("topics")
  void theYamlHoldsKnownKeysOnlyAndAllOfThem(Path topic) {
    Map<?, ?> yaml = SchemaFiles.yaml(topic);
    assertThat(texts(yaml.keySet())).containsExactlyInAnyOrderElementsOf(KEYS);
    assertThat(yaml.get("name")).isEqualTo(topic.getFileName().toString());
    assertThat(String.valueOf(yaml.get("since"))).matches("20[0-9]{2}-(0[1-9]|1[0-2])");
    assertThat(yaml.get("partitioning")).isIn(PARTITIONINGS);
    assertThat(yaml.get("privacy")).asString().isNotBlank();
    for (String section : List.of("partitions", "replication")) {
      Map<?, ?> counts = section(yaml, section);
      assertThat(texts(counts.keySet())).containsExactlyInAnyOrder("production", "local");
      assertThat(counts.values()).allSatisfy(n -> assertThat((Integer) n).isPositive());
    }
  }

  @ParameterizedTest
  @MethodSource("topics")
  void settingsAreThoseThatKafkaKnows(Path topic) {
    Map<?, ?> yaml = SchemaFiles.yaml(topic);
    Set<String> config = texts(section(yaml, "config").keySet());
    assertThat(config).isSubsetOf(SETTINGS).contains("cleanup.policy", "min.insync.replicas");
    assertThat(texts(section(yaml, "local").keySet())).isSubsetOf(config);
  }

  @ParameterizedTest
  @MethodSource("topics")
  void acceptedOutlivesABroker(Path topic) {
    Map<?, ?> yaml = SchemaFiles.yaml(topic);
    int replicas = number(section(yaml, "replication"), "production");
    int inSync = number(section(yaml, "config"), "min.insync.replicas");
    assertThat(inSync).isGreaterThanOrEqualTo(2).isLessThan(replicas);
    assertThat(section(yaml, "config").get("unclean.leader.election.enable")).isEqualTo(false);
  }

  @ParameterizedTest
  @ValueSource(strings = {"retention.msec", "cleanup-policy", ""})
  void aMisspeltSettingWouldBeFound(String setting) {
    assertThat(SETTINGS).doesNotContain(setting).hasSizeGreaterThan(20);
  }

  private static Map<?, ?> section(Map<?, ?> yaml, String name) {
    if (yaml.get(name) instanceof Map<?, ?> section) {
      return section;
    }
    throw new AssertionError(name + ": " + yaml.get(name) + " (expected: a section)");
  }

  private static int number(Map<?, ?> section, String name) {
    if (section.get(name) instanceof Integer number) {
      return number;
    }
    throw new AssertionError(name + ": " + section.get(name) + " (expected: a number)");
  }

  private static Set<String> texts(Set<?> keys) {
    Set<String> texts = new HashSet<>();
    keys.forEach(key -> texts.add(key.toString()));
    return texts;
  }

  private static Set<String> settingsOfKafka() {
    Set<String> settings = new HashSet<>();
    Arrays.stream(TopicConfig.class.getFields())
        .filter(field -> Modifier.isStatic(field.getModifiers()))
        .filter(field -> field.getName().endsWith("_CONFIG"))
        .forEach(field -> settings.add(value(field)));
    return settings;
  }

  private static String value(Field field) {
    try {
      return String.valueOf(field.get(null));
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }
}
