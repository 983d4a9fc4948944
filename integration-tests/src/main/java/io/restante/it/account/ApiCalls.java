package io.restante.it.account;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// One request and its answer: JSON both ways, problems as exceptions. Thread-safe.
final class ApiCalls {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(20);
  private static final int SUCCESS_CLASS = 2;
  private static final int CLASS = 100;
  private static final String JSON = "application/json";

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();
  private final String base;

  ApiCalls(URI address) {
    this.base = address.toString().replaceAll("/+$", "");
  }

  private record Details(
      @Nullable String type,
      @Nullable String title,
      @Nullable String detail,
      @Nullable String field) {}

  <T> T get(String path, @Nullable String bearer, Class<T> type)
      throws IOException, ProblemException {
    return Json.read(call(request(path, bearer).GET()), type);
  }

  String getText(String path) throws IOException, ProblemException {
    return new String(call(request(path, null).GET()), StandardCharsets.UTF_8);
  }

  <T> T post(String path, @Nullable String bearer, @Nullable Object body, Class<T> type)
      throws IOException, ProblemException {
    return Json.read(call(request(path, bearer, "POST", body)), type);
  }

  void put(String path, @Nullable String bearer, @Nullable Object body)
      throws IOException, ProblemException {
    byte[] _ = call(request(path, bearer, "PUT", body));
  }

  <T> T put(String path, @Nullable String bearer, @Nullable Object body, Class<T> type)
      throws IOException, ProblemException {
    return Json.read(call(request(path, bearer, "PUT", body)), type);
  }

  <T> T delete(String path, @Nullable String bearer, Class<T> type)
      throws IOException, ProblemException {
    return Json.read(call(request(path, bearer).DELETE()), type);
  }

  void delete(String path, @Nullable String bearer) throws IOException, ProblemException {
    byte[] _ = call(request(path, bearer).DELETE());
  }

  private HttpRequest.Builder request(
      String path, @Nullable String bearer, String method, @Nullable Object body) {
    HttpRequest.Builder request = request(path, bearer);
    if (body == null) {
      return request.method(method, HttpRequest.BodyPublishers.noBody());
    }
    return request
        .header("Content-Type", JSON)
        .method(method, HttpRequest.BodyPublishers.ofByteArray(Json.write(body)));
  }

  private HttpRequest.Builder request(String path, @Nullable String bearer) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(ANSWER_TIMEOUT)
            .header("Accept", JSON + ", application/problem+json, application/yaml");
    return bearer == null ? request : request.header("Authorization", "Bearer " + bearer);
  }

  private byte[] call(HttpRequest.Builder request) throws IOException, ProblemException {
    HttpResponse<byte[]> answer;
    try {
      answer = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for the API");
    }
    if (answer.statusCode() / CLASS == SUCCESS_CLASS) {
      return answer.body();
    }
    throw new ProblemException(problem(answer));
  }

  private static Problem problem(HttpResponse<byte[]> answer) {
    Details details;
    try {
      details = Json.read(answer.body(), Details.class);
    } catch (IOException e) {
      details = new Details(null, null, null, null);
    }
    String type = details.type() == null ? "about:blank" : details.type();
    String name = type.substring(type.lastIndexOf('/') + 1);
    String said = details.detail() == null ? details.title() : details.detail();
    OptionalLong retryAfter = retryAfter(answer);
    return new Problem(
        name,
        answer.statusCode(),
        said == null ? "" : said,
        details.field() == null ? "" : details.field(),
        Duration.ofSeconds(retryAfter.orElse(0)));
  }

  private static OptionalLong retryAfter(HttpResponse<?> answer) {
    try {
      return answer.headers().firstValueAsLong("Retry-After");
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
