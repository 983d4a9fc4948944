package io.restante.gateway.http;

import io.restante.gateway.directory.DirectoryUnavailableException;
import io.restante.gateway.directory.OpaqueBytes;
import io.restante.gateway.keys.KeyStoreUnavailableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers requests by the routes. Knows no sockets; blocks as long as actions do. Thread-safe.
final class Dispatcher {
  private static final Logger LOGGER = LoggerFactory.getLogger(Dispatcher.class);
  private static final Pattern JSON_TYPE =
      Pattern.compile("application/json( *; *charset=\"?utf-8\"?)?", Pattern.CASE_INSENSITIVE);
  private static final Pattern PARAMETER = Pattern.compile("([a-z]+)=([A-Za-z0-9,._~-]{0,1024})");
  private static final String NO_ROUTE = "none";

  private final RouteTable table;
  private final Authenticator authenticator;
  private final HttpMetrics metrics;

  Dispatcher(RouteTable table, Authenticator authenticator, HttpMetrics metrics) {
    this.table = table;
    this.authenticator = authenticator;
    this.metrics = metrics;
  }

  /// Answers a request.
  Outgoing answer(Incoming request) {
    return switch (table.find(request.method(), request.path())) {
      case RouteTable.Found.Match match ->
          counted(match.route().label(), answer(match.route(), match.values(), request));
      case RouteTable.Found.OtherMethods others ->
          counted(
              NO_ROUTE,
              problem(
                  Problem.METHOD_NOT_ALLOWED.exception(),
                  Map.of("Allow", String.join(", ", others.allowed()))));
      case RouteTable.Found.NoPath _ ->
          counted(NO_ROUTE, problem(Problem.NO_SUCH_CALL.exception(), Map.of()));
    };
  }

  /// Answers a request that can't be taken now.
  Outgoing overloaded() {
    return counted(NO_ROUTE, problem(Problem.OVERLOADED.exception(), Map.of()));
  }

  private Outgoing counted(String route, Outgoing outgoing) {
    metrics.answered(route, outgoing.status());
    return outgoing;
  }

  private <C extends Caller, B, A> Outgoing answer(
      Route<C, B, A> route, Map<String, String> path, Incoming request) {
    try {
      C caller = route.scheme().identify(authenticator, request);
      Map<String, String> query = query(route.parameters(), request.query());
      B body = body(route.body(), request);
      A answer = route.action().on(new Call<>(caller, body, path, query, request.source()));
      return outgoing(route.answer().status(), answer);
    } catch (ProblemException e) {
      return problem(e, Map.of());
    } catch (DirectoryUnavailableException | KeyStoreUnavailableException e) {
      report(route, e, "a store did not answer");
      return problem(Problem.UNAVAILABLE.exception(), Map.of());
    } catch (IOException e) {
      // The body did not arrive: the connection broke, or was closed because it took too long.
      return problem(Problem.REQUEST_TIMEOUT.exception(), Map.of());
    } catch (RuntimeException e) {
      metrics.bug();
      report(route, e, "a call failed");
      return problem(Problem.INTERNAL.exception(), Map.of());
    }
  }

  private static Map<String, String> query(Set<String> known, String query) {
    Map<String, String> parameters = new HashMap<>();
    if (query.isEmpty()) {
      return parameters;
    }
    for (String part : query.replace("%2C", ",").split("&", -1)) {
      Matcher parameter = PARAMETER.matcher(part);
      if (!parameter.matches() || !known.contains(parameter.group(1))) {
        throw Problem.MALFORMED_REQUEST.detail("an unknown parameter, or one of another form");
      }
      if (parameters.put(parameter.group(1), parameter.group(2)) != null) {
        throw Problem.MALFORMED_REQUEST.detail("a parameter stands twice");
      }
    }
    return parameters;
  }

  private static <B> B body(Body<B> body, Incoming request) throws IOException {
    if (body.type() == Nothing.class) {
      if (!request.content().isEmpty()) {
        throw Problem.MALFORMED_REQUEST.detail("this call takes no body");
      }
      return body.type().cast(Nothing.NOTHING);
    }
    if (!JSON_TYPE.matcher(request.contentType()).matches()) {
      throw Problem.UNSUPPORTED_MEDIA_TYPE.exception();
    }
    return Json.read(request.content().read(body.bytesMax()), body.type());
  }

  private static Outgoing outgoing(int status, Object answer) {
    return switch (answer) {
      case Nothing _ -> new Outgoing(status, Map.of(), OpaqueBytes.EMPTY);
      case Document document ->
          new Outgoing(
              status,
              Map.of("Content-Type", document.mediaType()),
              OpaqueBytes.copyOf(document.text().getBytes(StandardCharsets.UTF_8)));
      default ->
          new Outgoing(
              status,
              Map.of("Content-Type", "application/json"),
              OpaqueBytes.copyOf(Json.write(answer)));
    };
  }

  /// Returns the answer to a problem.
  static Outgoing problem(ProblemException problem, Map<String, String> more) {
    ProblemDetails details = problem.details();
    Map<String, String> headers = new HashMap<>(more);
    headers.put("Content-Type", "application/problem+json");
    if (details.retryAfterSeconds() != null) {
      headers.put("Retry-After", details.retryAfterSeconds().toString());
    }
    if (details.status() == 401) {
      headers.put("WWW-Authenticate", "Bearer");
    }
    return new Outgoing(details.status(), headers, OpaqueBytes.copyOf(Json.write(details)));
  }

  /// Says what failed and where: types and places, because messages may hold what nobody must read.
  private static void report(Route<?, ?, ?> route, Throwable failure, String sentence) {
    StackTraceElement[] trace = failure.getStackTrace();
    Throwable cause = failure.getCause();
    LOGGER
        .atWarn()
        .addKeyValue("route", route.label())
        .addKeyValue("cause", failure.getClass().getName())
        .addKeyValue("behind", cause == null ? "-" : cause.getClass().getName())
        .addKeyValue("at", trace.length == 0 ? "-" : trace[0].toString())
        .log(sentence);
  }
}
