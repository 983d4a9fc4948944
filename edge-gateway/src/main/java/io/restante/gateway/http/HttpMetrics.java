package io.restante.gateway.http;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/// Counters of the HTTP server. Thread-safe.
///
/// What must hold when nothing is under way: `requests.taken` + `requests.refused` = the sum of
/// `answers`, and `connections.opened` = `connections.closed` + open now.
public final class HttpMetrics {
  /// `edge.api.answers`, by route (a template, or `none`) and status: both from closed sets.
  private final Map<String, LongAdder> answers = new ConcurrentHashMap<>();

  /// `edge.api.requests.taken`: requests that got a permit.
  final LongAdder requestsTaken = new LongAdder();

  /// `edge.api.requests.refused`: requests answered with 503 because no permit was left.
  final LongAdder requestsRefused = new LongAdder();

  /// `edge.api.requests.flawed`: requests that were no HTTP, or over the limits of headers.
  final LongAdder requestsFlawed = new LongAdder();

  /// `edge.api.requests.inflight`: requests under way.
  final AtomicInteger requestsInFlight = new AtomicInteger();

  /// `edge.api.connections.opened`: connections accepted.
  final LongAdder connectionsOpened = new LongAdder();

  /// `edge.api.connections.closed`: connections that are gone.
  final LongAdder connectionsClosed = new LongAdder();

  /// `edge.api.connections.slow`: connections closed because a request took too long, or none came.
  final LongAdder connectionsSlow = new LongAdder();

  /// `edge.api.bugs`: exceptions that nobody expected.
  final LongAdder bugs = new LongAdder();

  void answered(String route, int status) {
    answers.computeIfAbsent(route + " " + status, _ -> new LongAdder()).increment();
  }

  void bug() {
    bugs.increment();
  }

  /// Returns how often a route was answered with a status.
  public long answers(String route, int status) {
    LongAdder count = answers.get(route + " " + status);
    return count == null ? 0 : count.sum();
  }

  /// Returns all answers by `VERB /template status`.
  public Map<String, Long> answers() {
    Map<String, Long> counts = new TreeMap<>();
    answers.forEach((key, count) -> counts.put(key, count.sum()));
    return counts;
  }

  /// Returns how many requests are under way.
  public int requestsInFlight() {
    return requestsInFlight.get();
  }

  /// Returns how many requests were refused because there was too much to do.
  public long requestsRefused() {
    return requestsRefused.sum();
  }

  /// Returns how many connections were closed because they were slow.
  public long connectionsSlow() {
    return connectionsSlow.sum();
  }

  /// Returns how many exceptions nobody expected.
  public long bugs() {
    return bugs.sum();
  }

  /// Returns all counts but the answers by the names of their meters.
  public Map<String, LongSupplier> counts() {
    return Map.of(
        "edge.api.requests.taken", requestsTaken::sum,
        "edge.api.requests.refused", requestsRefused::sum,
        "edge.api.requests.flawed", requestsFlawed::sum,
        "edge.api.connections.opened", connectionsOpened::sum,
        "edge.api.connections.closed", connectionsClosed::sum,
        "edge.api.connections.slow", connectionsSlow::sum,
        "edge.api.bugs", bugs::sum);
  }
}
