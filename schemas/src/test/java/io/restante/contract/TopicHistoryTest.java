package io.restante.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaValidationException;
import org.apache.avro.SchemaValidatorBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every version of a value must read, and be read by, every other: data stays in the log for
/// weeks, and nodes of two releases run side by side.
class TopicHistoryTest {
  static List<Path> topics() {
    return SchemaFiles.topicFolders();
  }

  @ParameterizedTest
  @MethodSource("topics")
  void allVersionsOfAValueReadEachOther(Path topic) {
    List<Schema> versions = schemas(SchemaFiles.history(topic, "value"));
    assertThat(versions).isNotEmpty();
    for (int newest = 1; newest < versions.size(); newest++) {
      Schema candidate = versions.get(newest);
      List<Schema> older = newestFirst(versions.subList(0, newest));
      assertThatCode(() -> validate(candidate, older)).doesNotThrowAnyException();
    }
  }

  @ParameterizedTest
  @MethodSource("topics")
  void theNewestVersionIsTheCurrentOne(Path topic) {
    for (String part : List.of("key", "value")) {
      List<Schema> versions = schemas(SchemaFiles.history(topic, part));
      assertThat(SchemaFiles.parse(topic.resolve(part + ".avsc")))
          .as(part)
          .containsExactly(versions.getLast());
    }
  }

  @ParameterizedTest
  @MethodSource("topics")
  void aKeyHasOneVersionForEver(Path topic) {
    assertThat(SchemaFiles.history(topic, "key")).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("topics")
  void historyHoldsTheVersionsThatTheTopicNames(Path topic) {
    int versions = SchemaFiles.history(topic, "value").size();
    assertThat(SchemaFiles.yaml(topic).get("schemas"))
        .isEqualTo(
            Map.of(
                "key",
                "bare",
                "value",
                Map.of(
                    "current",
                    versions,
                    "versions",
                    IntStream.rangeClosed(1, versions).boxed().toList())));
    assertThat(SchemaFiles.list(topic.resolve("history"))).hasSize(versions + 1);
  }

  @Test
  void writersUseTheNewestVersionOfAnEnvelope() {
    Path topic = SchemaFiles.TOPICS.resolve(Topics.ENVELOPES.name());
    assertThat(SchemaFiles.history(topic, "value")).hasSize(EnvelopeCodec.SCHEMA);
  }

  @Test
  void aFieldWithoutDefaultIsNoCompatibleChange() {
    Schema before = record("{'name': 'a', 'type': 'int'}");
    Schema after = record("{'name': 'a', 'type': 'int'}, {'name': 'b', 'type': 'int'}");
    Schema better =
        record("{'name': 'a', 'type': 'int'}, {'name': 'b', 'type': 'int', 'default': 0}");
    assertThatThrownBy(() -> validate(after, List.of(before)))
        .isInstanceOf(SchemaValidationException.class);
    assertThatThrownBy(() -> validate(before, List.of(after)))
        .isInstanceOf(SchemaValidationException.class);
    assertThatCode(() -> validate(better, List.of(before))).doesNotThrowAnyException();
  }

  private static void validate(Schema candidate, List<Schema> older)
      throws SchemaValidationException {
    new SchemaValidatorBuilder().mutualReadStrategy().validateAll().validate(candidate, older);
  }

  private static List<Schema> schemas(List<Path> files) {
    return files.stream().map(file -> SchemaFiles.parse(file).getFirst()).toList();
  }

  private static List<Schema> newestFirst(List<Schema> versions) {
    List<Schema> reversed = new ArrayList<>(versions);
    Collections.reverse(reversed);
    return reversed;
  }

  private static Schema record(String fields) {
    String json = "{'type': 'record', 'name': 'R', 'fields': [" + fields + "]}";
    return new Schema.Parser().parse(json.replace('\'', '"'));
  }
}
