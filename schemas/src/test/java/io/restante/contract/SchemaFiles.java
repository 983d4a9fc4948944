package io.restante.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// The module's files as they stand in the source tree, for tests that look at all of them.
final class SchemaFiles {
  /// The module's folder.
  static final Path MODULE = Path.of(System.getProperty("basedir", "."));

  /// Where the topics are.
  static final Path TOPICS = MODULE.resolve("topics");

  private SchemaFiles() {}

  /// Returns every topic's folder, in the order of their names.
  static List<Path> topicFolders() {
    return list(TOPICS).stream().filter(Files::isDirectory).toList();
  }

  /// Returns what a folder holds, in the order of the names.
  static List<Path> list(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Returns the schemas of a file; they may use those under `shared/`.
  static List<Schema> parse(Path file) {
    try {
      Schema.Parser parser = new Schema.Parser();
      for (Path shared : list(MODULE.resolve("shared"))) {
        parser.parse(Files.readString(shared));
      }
      Schema schema = parser.parse(Files.readString(file));
      return schema.isUnion() ? schema.getTypes() : List.of(schema);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Returns a folder's versions of `key` or `value`, the oldest first, numbered 1, 2, 3 and so on.
  ///
  /// @param part `key` or `value`
  static List<Path> history(Path topic, String part) {
    List<Path> versions = new ArrayList<>();
    for (int number = 1; Files.exists(version(topic, part, number)); number++) {
      versions.add(version(topic, part, number));
    }
    return versions;
  }

  /// Returns the `topic.yaml` of a topic.
  static Map<?, ?> yaml(Path topic) {
    try {
      return new Yaml(new SafeConstructor(new LoaderOptions()))
          .load(Files.readString(topic.resolve("topic.yaml")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path version(Path topic, String part, int number) {
    return topic.resolve("history/" + part + "." + number + ".avsc");
  }
}
