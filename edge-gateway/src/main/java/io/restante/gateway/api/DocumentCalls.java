package io.restante.gateway.api;

import io.restante.gateway.http.Answer;
import io.restante.gateway.http.Body;
import io.restante.gateway.http.Document;
import io.restante.gateway.http.Route;
import io.restante.gateway.http.Scheme;
import io.restante.gateway.http.Verb;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The API's own description. Thread-safe.
final class DocumentCalls {
  private static final String RESOURCE = "/openapi/restante.v1.yaml";

  private final Document document = new Document("application/yaml", read());

  List<Route<?, ?, ?>> routes() {
    return List.of(
        new Route<>(
            Verb.GET,
            "/openapi.yaml",
            Scheme.NONE,
            Body.NONE,
            Answer.ok(Document.class),
            _ -> document));
  }

  private static String read() {
    try (InputStream resource = DocumentCalls.class.getResourceAsStream(RESOURCE)) {
      if (resource == null) {
        throw new IllegalStateException(RESOURCE + ": not on the class path");
      }
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
