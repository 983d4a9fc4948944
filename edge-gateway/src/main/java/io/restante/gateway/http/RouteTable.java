package io.restante.gateway.http;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Finds the route of a request. Immutable, thread-safe.
final class RouteTable {
  static final String BASE = "/v1/";

  private final List<Route<?, ?, ?>> routes;

  /// Takes the routes.
  ///
  /// @throws IllegalArgumentException when two are the same
  RouteTable(List<Route<?, ?, ?>> routes) {
    this.routes = List.copyOf(routes);
    Set<String> seen = new HashSet<>();
    for (Route<?, ?, ?> route : routes) {
      if (!seen.add(route.label().replaceAll("\\{[^}]*}", "{}"))) {
        throw new IllegalArgumentException("route: " + route + " twice (expected: once)");
      }
    }
  }

  List<Route<?, ?, ?>> routes() {
    return routes;
  }

  Found find(String method, String path) {
    List<String> segments =
        path.startsWith(BASE)
            ? List.of(path.substring(BASE.length()).split("/", -1))
            : List.<String>of();
    Set<String> allowed = new TreeSet<>();
    for (Route<?, ?, ?> route : routes) {
      Map<String, String> values = match(route.segments(), segments);
      if (values != null && route.verb().name().equals(method)) {
        return new Found.Match(route, values);
      }
      if (values != null) {
        allowed.add(route.verb().name());
      }
    }
    return allowed.isEmpty() ? new Found.NoPath() : new Found.OtherMethods(allowed);
  }

  private static @Nullable Map<String, String> match(List<String> template, List<String> actual) {
    if (template.size() != actual.size()) {
      return null;
    }
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < template.size(); i++) {
      String expected = template.get(i);
      if (expected.startsWith("{")) {
        values.put(expected.substring(1, expected.length() - 1), actual.get(i));
      } else if (!expected.equals(actual.get(i))) {
        return null;
      }
    }
    return values;
  }

  /// What was found.
  sealed interface Found {
    /// The route, and the values in its path.
    record Match(Route<?, ?, ?> route, Map<String, String> values) implements Found {}

    /// The path is there with these methods.
    record OtherMethods(Set<String> allowed) implements Found {}

    /// No such path.
    record NoPath() implements Found {}
  }
}
