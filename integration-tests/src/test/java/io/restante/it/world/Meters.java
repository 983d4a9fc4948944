package io.restante.it.world;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;

/// What a process shows to operators, of one moment. Immutable.
///
/// @param values by Prometheus' names
public record Meters(Map<String, Double> values) {
  /// Copies the map.
  public Meters {
    values = Map.copyOf(values);
  }

  /// Reads Prometheus' text form; what has labels is left out.
  public static Meters parse(String text) {
    Map<String, Double> values = new HashMap<>();
    for (String line : text.lines().toList()) {
      String[] parts = line.split(" ", -1);
      if (parts.length == 2 && parts[0].matches("[a-z0-9_]+")) {
        values.put(parts[0], Double.parseDouble(parts[1]));
      }
    }
    return new Meters(values);
  }

  /// Asks a process.
  ///
  /// @param operations its endpoints, `http://host:port`
  public static Meters of(URI operations) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(operations.resolve("/metrics")).build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return parse(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }
  }

  /// Returns a meter's value; 0 when it is not there.
  public double value(String name) {
    return values.getOrDefault(name, 0.0);
  }
}
