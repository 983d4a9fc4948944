package io.restante.gateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The API's description, for tests to hold against the code and against real answers.
final class OpenApiDocument {
  static final OpenApiDocument V1 = load();

  private static final Set<String> VERBS = Set.of("get", "put", "post", "delete", "patch", "head");
  private static final String SCHEMAS = "#/components/schemas/";

  private final JsonNode root;
  private final Map<String, JsonSchema> schemas = new ConcurrentHashMap<>();

  private OpenApiDocument(JsonNode root) {
    this.root = root;
  }

  private static OpenApiDocument load() {
    try (InputStream yaml =
        OpenApiDocument.class.getResourceAsStream("/openapi/restante.v1.yaml")) {
      return new OpenApiDocument(new ObjectMapper(new YAMLFactory()).readTree(yaml));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  JsonNode root() {
    return root;
  }

  /// Returns all operations by `VERB /path`.
  Map<String, JsonNode> operations() {
    Map<String, JsonNode> operations = new LinkedHashMap<>();
    root.get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        verb -> {
                          if (VERBS.contains(verb.getKey())) {
                            String label =
                                verb.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey();
                            operations.put(label, verb.getValue());
                          }
                        }));
    return operations;
  }

  /// Returns the parameters of an operation: those of its path, then its own.
  List<JsonNode> parameters(String label) {
    List<JsonNode> all = new ArrayList<>();
    String path = label.substring(label.indexOf(' ') + 1);
    root.get("paths").get(path).path("parameters").forEach(all::add);
    operations().getOrDefault(label, root).path("parameters").forEach(all::add);
    return all;
  }

  JsonNode schema(String name) {
    return root.get("components").get("schemas").path(name);
  }

  /// Returns what a schema says once references are followed.
  JsonNode resolved(JsonNode schema) {
    String name = reference(schema);
    return name == null ? schema : resolved(schema(name));
  }

  /// Returns the name of the schema that is referred to.
  static @Nullable String reference(JsonNode schema) {
    String text = schema.path("$ref").asText();
    return text.startsWith(SCHEMAS) ? text.substring(SCHEMAS.length()) : null;
  }

  /// Holds an answer against the document; returns what does not fit.
  List<String> flaws(String method, String path, int status, String type, String body)
      throws IOException {
    String label = label(method, path);
    if (status >= 400) {
      return type.equals("application/problem+json")
          ? flaws("Problem", body)
          : List.of("a problem of type " + type);
    }
    JsonNode answer =
        operations().getOrDefault(label, root).path("responses").path(Integer.toString(status));
    if (answer.isMissingNode()) {
      return List.of(label + " " + status + " is not in the document");
    }
    if (answer.path("content").isMissingNode()) {
      return body.isEmpty() ? List.of() : List.of(label + " has a body");
    }
    JsonNode content = answer.get("content").path(type);
    if (content.isMissingNode()) {
      return List.of(label + " answers " + type);
    }
    String name = reference(content.get("schema"));
    return name == null ? List.of() : flaws(name, body);
  }

  private String label(String method, String path) {
    String bare = path.contains("?") ? path.substring(0, path.indexOf('?')) : path;
    for (String label : operations().keySet()) {
      String pattern = (method + " ") + label.substring(label.indexOf(' ') + 1);
      if (label.startsWith(method + " ")
          && Pattern.matches(pattern.replaceAll("\\{[^}]*}", "[^/]+"), method + " " + bare)) {
        return label;
      }
    }
    return method + " " + bare;
  }

  private List<String> flaws(String schema, String body) throws IOException {
    return schemas
        .computeIfAbsent(schema, this::compile)
        .validate(new ObjectMapper().readTree(body))
        .stream()
        .map(ValidationMessage::getMessage)
        .toList();
  }

  private JsonSchema compile(String name) {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode whole = mapper.createObjectNode();
    whole.put("$ref", "#/$defs/" + name);
    whole.set("$defs", rewritten(mapper));
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(whole);
  }

  private JsonNode rewritten(ObjectMapper mapper) {
    try {
      String schemasOnly = mapper.writeValueAsString(root.get("components").get("schemas"));
      return mapper.readTree(schemasOnly.replace(SCHEMAS, "#/$defs/"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
