package io.restante.gateway.ops;

/// What a meter of the node says. A table of docs/operations.md is checked against these.
///
/// @param name dotted, in lower case; Prometheus shows `edge.x.y` as `edge_x_y`, a count with
///   `_total` behind it
/// @param kind whether it only grows
/// @param meaning what is counted or gauged, in a few words
public record MeterMeaning(String name, Kind kind, String meaning) {
  /// How a meter moves.
  public enum Kind {
    /// It only grows, from 0 at the node's start.
    COUNT("count"),
    /// It goes up and down.
    GAUGE("gauge");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /// Returns what the documentation calls it.
    public String label() {
      return label;
    }
  }

  static MeterMeaning count(String name, String meaning) {
    return new MeterMeaning(name, Kind.COUNT, meaning);
  }

  static MeterMeaning gauge(String name, String meaning) {
    return new MeterMeaning(name, Kind.GAUGE, meaning);
  }

  /// Returns the row of the documentation's table.
  public String row() {
    return "| `" + name + "` | " + kind.label() + " | " + meaning + " |";
  }
}
