package io.restante.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.restante.contract.GroupId;
import io.restante.contract.UserId;
import io.restante.gateway.directory.LinkId;
import io.restante.gateway.directory.OpaqueBytes;
import io.restante.gateway.directory.PhoneNumber;
import io.restante.gateway.directory.RegistrationId;
import io.restante.gateway.http.Document;
import io.restante.gateway.http.Nothing;
import io.restante.gateway.http.Problem;
import io.restante.gateway.http.ProblemDetails;
import io.restante.gateway.http.Route;
import io.restante.gateway.http.Scheme;
import io.restante.gateway.keys.KeyBytes;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The document says what the code does, and nothing else.
class OpenApiTest {
  private static final OpenApiDocument DOCUMENT = OpenApiDocument.V1;
  private static final Set<Class<?>> STRINGS =
      Set.of(
          String.class,
          KeyBytes.class,
          OpaqueBytes.class,
          UserId.class,
          GroupId.class,
          PhoneNumber.class,
          RegistrationId.class,
          LinkId.class,
          Instant.class);
  private static final Set<Class<?>> INTEGERS =
      Set.of(int.class, long.class, Integer.class, Long.class);

  @TempDir private Path folder;
  private ApiFixture api;
  private List<Route<?, ?, ?>> routes;

  @BeforeEach
  void start() throws IOException {
    api = new ApiFixture(folder);
    routes = DeviceApi.routes(api.settings, api.ports, ApiFixture.GATEWAY);
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void everyRouteIsThereAndNoOther() {
    assertThat(DOCUMENT.operations().keySet())
        .containsExactlyInAnyOrderElementsOf(routes.stream().map(Route::label).toList());
  }

  @Test
  void everyRouteTakesAndAnswersWhatIsThere() {
    SoftAssertions softly = new SoftAssertions();
    for (Route<?, ?, ?> route : routes) {
      JsonNode operation = DOCUMENT.operations().getOrDefault(route.label(), DOCUMENT.root());
      softly.assertThat(schemes(operation)).as("%s", route).isEqualTo(schemes(route));
      softly
          .assertThat(json(operation.path("requestBody")))
          .as("%s takes", route)
          .isEqualTo(name(route.body().type()));
      JsonNode answers = operation.path("responses");
      softly
          .assertThat(answers.properties().stream().map(Map.Entry::getKey))
          .as("%s answers", route)
          .containsExactly(Integer.toString(route.answer().status()), "default");
      softly
          .assertThat(json(answers.path(Integer.toString(route.answer().status()))))
          .as("%s answers", route)
          .isEqualTo(name(route.answer().type()));
      softly
          .assertThat(parameters(route.label(), "query"))
          .as("%s", route)
          .isEqualTo(new TreeSet<>(route.parameters()));
      softly
          .assertThat(parameters(route.label(), "path"))
          .as("%s", route)
          .isEqualTo(names(route.path()));
    }
    softly.assertAll();
  }

  @Test
  void everyRecordIsASchemaWithTheSameFieldsAndTheReverse() {
    SoftAssertions softly = new SoftAssertions();
    Map<String, Class<?>> records = records();
    records.forEach((name, type) -> compare(softly, name, type));
    DOCUMENT
        .root()
        .get("components")
        .get("schemas")
        .properties()
        .forEach(
            schema -> {
              if (schema.getValue().path("type").asText().equals("object")) {
                softly.assertThat(records).as("records").containsKey(schema.getKey());
              }
            });
    softly.assertAll();
  }

  @Test
  void everyProblemIsListedAndNoOther() {
    List<String> listed = new ArrayList<>();
    DOCUMENT
        .schema("Problem")
        .get("properties")
        .get("type")
        .get("enum")
        .forEach(type -> listed.add(type.asText()));

    assertThat(listed)
        .containsExactlyElementsOf(
            Stream.of(Problem.values()).map(it -> Problem.TYPE_BASE + it.label()).toList());
  }

  @Test
  void everySchemeIsListedAndNoOther() {
    Set<String> listed = new TreeSet<>();
    DOCUMENT
        .root()
        .get("components")
        .get("securitySchemes")
        .fieldNames()
        .forEachRemaining(listed::add);

    assertThat(listed)
        .containsExactlyInAnyOrderElementsOf(
            Scheme.ALL.stream()
                .filter(scheme -> scheme != Scheme.NONE)
                .map(Scheme::label)
                .toList());
  }

  @Test
  void theDocumentIsServed() throws IOException {
    HttpResponse<String> answer = api.get("/openapi.yaml", "");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).startsWith("openapi: 3.1");
  }

  @Test
  void anAnswerThatDoesNotFitIsFound() throws IOException {
    String type = "application/json";
    assertThat(DOCUMENT.flaws("GET", "/keys/counts", 200, type, "{\"preKeys\":1}")).hasSize(1);
    assertThat(
            DOCUMENT.flaws("GET", "/keys/counts", 200, type, "{\"preKeys\":-1,\"kyberPreKeys\":2}"))
        .hasSize(1);
    assertThat(DOCUMENT.flaws("GET", "/keys/counts", 201, type, "{}")).hasSize(1);
    assertThat(DOCUMENT.flaws("GET", "/keys/counts", 404, type, "{}")).hasSize(1);
  }

  private static void compare(SoftAssertions softly, String name, Class<?> type) {
    JsonNode schema = DOCUMENT.schema(name);
    Set<String> required = new TreeSet<>();
    Set<String> all = new TreeSet<>();
    for (RecordComponent field : type.getRecordComponents()) {
      all.add(field.getName());
      if (!field.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
        required.add(field.getName());
      }
      String flaw =
          mismatch(field.getGenericType(), schema.path("properties").path(field.getName()));
      softly.assertThat(flaw).as("%s.%s", name, field.getName()).isEmpty();
    }
    Set<String> listed = new TreeSet<>();
    schema.path("properties").fieldNames().forEachRemaining(listed::add);
    Set<String> listedRequired = new TreeSet<>();
    schema.path("required").forEach(field -> listedRequired.add(field.asText()));
    softly.assertThat(listed).as("fields of %s", name).isEqualTo(all);
    softly.assertThat(listedRequired).as("required of %s", name).isEqualTo(required);
    softly
        .assertThat(schema.path("additionalProperties").asText())
        .as("%s is closed", name)
        .isEqualTo("false");
  }

  private static String mismatch(Type type, JsonNode schema) {
    if (type instanceof ParameterizedType list) {
      boolean isArray = schema.path("type").asText().equals("array");
      return isArray
          ? mismatch(list.getActualTypeArguments()[0], schema.path("items"))
          : "not an array";
    }
    Class<?> plain = (Class<?>) type;
    JsonNode resolved = DOCUMENT.resolved(schema);
    String actual = resolved.path("type").asText();
    if (plain.isEnum()) {
      List<String> values = new ArrayList<>();
      resolved.path("enum").forEach(value -> values.add(value.asText()));
      List<String> expected =
          Arrays.stream(plain.getEnumConstants()).map(Object::toString).toList();
      return values.equals(expected) ? "" : "enum " + values + " is not " + expected;
    }
    if (plain.isRecord() && !STRINGS.contains(plain)) {
      String name = OpenApiDocument.reference(schema);
      return plain.getSimpleName().equals(name) ? "" : "refers to " + name;
    }
    String expected =
        STRINGS.contains(plain) ? "string" : INTEGERS.contains(plain) ? "integer" : "boolean";
    return actual.equals(expected) ? "" : actual + " is not " + expected;
  }

  /// Returns all records that routes take and answer, and those inside them.
  private Map<String, Class<?>> records() {
    Map<String, Class<?>> records = new LinkedHashMap<>();
    records.put("Problem", ProblemDetails.class);
    for (Route<?, ?, ?> route : routes) {
      collect(route.body().type(), records);
      collect(route.answer().type(), records);
    }
    return records;
  }

  private static void collect(Type type, Map<String, Class<?>> records) {
    if (type instanceof ParameterizedType list) {
      collect(list.getActualTypeArguments()[0], records);
    } else if (type instanceof Class<?> plain
        && plain.isRecord()
        && plain != Document.class
        && !STRINGS.contains(plain)
        && records.put(plain.getSimpleName(), plain) == null) {
      for (RecordComponent field : plain.getRecordComponents()) {
        collect(field.getGenericType(), records);
      }
    }
  }

  private static String name(Class<?> type) {
    return type == Nothing.class || type == Document.class ? "-" : type.getSimpleName();
  }

  private static String json(JsonNode content) {
    String name =
        OpenApiDocument.reference(content.path("content").path("application/json").path("schema"));
    return name == null ? "-" : name;
  }

  private static Set<String> schemes(Route<?, ?, ?> route) {
    return route.scheme() == Scheme.NONE ? Set.of() : Set.of(route.scheme().label());
  }

  private static Set<String> schemes(JsonNode operation) {
    Set<String> schemes = new TreeSet<>();
    operation.path("security").forEach(one -> one.fieldNames().forEachRemaining(schemes::add));
    return schemes;
  }

  private static Set<String> parameters(String label, String in) {
    Set<String> names = new TreeSet<>();
    for (JsonNode parameter : DOCUMENT.parameters(label)) {
      if (parameter.get("in").asText().equals(in)) {
        names.add(parameter.get("name").asText());
      }
    }
    return names;
  }

  private static Set<String> names(String path) {
    Set<String> names = new TreeSet<>();
    for (String segment : path.split("/", -1)) {
      if (segment.startsWith("{")) {
        names.add(segment.substring(1, segment.length() - 1));
      }
    }
    return names;
  }
}
