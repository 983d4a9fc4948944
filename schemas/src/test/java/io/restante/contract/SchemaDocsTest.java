package io.restante.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.messaging.EnvelopeKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A schema is read by people of other languages and teams, so all of it is explained.
class SchemaDocsTest {
  /// Enums that are part of a key: there, an unknown symbol must not be mistaken for a known one.
  private static final Set<String> ENUMS_WITHOUT_DEFAULT = Set.of(EnvelopeKind.class.getName());

  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(SchemaFiles.MODULE)) {
      return files
          .filter(file -> file.toString().endsWith(".avsc"))
          .filter(file -> !file.startsWith(SchemaFiles.MODULE.resolve("target")))
          .filter(file -> !file.startsWith(SchemaFiles.MODULE.resolve("shared")))
          .sorted()
          .toList();
    }
  }

  @Test
  void allSchemasAreLookedAt() throws IOException {
    assertThat(files()).hasSizeGreaterThanOrEqualTo(6);
  }

  @ParameterizedTest
  @MethodSource("files")
  void everythingIsExplainedAndEveryEnumHasADefault(Path file) {
    List<String> faults = new ArrayList<>();
    SchemaFiles.parse(file).forEach(schema -> look(schema, new HashSet<>(), faults));
    assertThat(faults).isEmpty();
  }

  @Test
  void whatIsNotExplainedIsFound() {
    String json =
        """
        {"type": "record", "name": "R", "fields": [
          {"name": "f", "type": {"type": "enum", "name": "E", "doc": " ", "symbols": ["A"]}}]}
        """;
    List<String> faults = new ArrayList<>();
    look(new Schema.Parser().parse(json), new HashSet<>(), faults);
    assertThat(faults)
        .containsExactly("R: no doc", "R.f: no doc", "E: no doc", "E: an enum without default");
  }

  private static void look(Schema schema, Set<String> seen, List<String> faults) {
    switch (schema.getType()) {
      case RECORD -> lookAtRecord(schema, seen, faults);
      case ENUM -> lookAtEnum(schema, faults);
      case FIXED -> explained(schema.getFullName(), schema.getDoc(), faults);
      case ARRAY -> look(schema.getElementType(), seen, faults);
      case MAP -> look(schema.getValueType(), seen, faults);
      case UNION -> schema.getTypes().forEach(branch -> look(branch, seen, faults));
      case STRING, BYTES, INT, LONG, FLOAT, DOUBLE, BOOLEAN, NULL -> {}
    }
  }

  private static void lookAtRecord(Schema schema, Set<String> seen, List<String> faults) {
    if (!seen.add(schema.getFullName())) {
      return;
    }
    explained(schema.getFullName(), schema.getDoc(), faults);
    for (Schema.Field field : schema.getFields()) {
      explained(schema.getFullName() + "." + field.name(), field.doc(), faults);
      look(field.schema(), seen, faults);
    }
  }

  private static void lookAtEnum(Schema schema, List<String> faults) {
    explained(schema.getFullName(), schema.getDoc(), faults);
    if (schema.getEnumDefault() == null && !ENUMS_WITHOUT_DEFAULT.contains(schema.getFullName())) {
      faults.add(schema.getFullName() + ": an enum without default");
    }
  }

  private static void explained(String what, @Nullable String doc, List<String> faults) {
    if (doc == null || doc.isBlank()) {
      faults.add(what + ": no doc");
    }
  }
}
