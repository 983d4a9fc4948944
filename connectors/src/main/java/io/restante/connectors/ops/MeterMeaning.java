package io.restante.connectors.ops;

import java.util.List;

/// What a meter of a connector says. A table of docs/operations.md is checked against these.
///
/// @param name dotted, in lower case; Prometheus shows `connectors.x.y` as `connectors_x_y`, a
///   count with `_total` behind it
/// @param isCount whether it only grows
/// @param meaning what is counted or gauged, in a few words
public record MeterMeaning(String name, boolean isCount, String meaning) {
  /// All of them, in the order of the documentation. Those of the JVM come on top, under
  /// Micrometer's own names.
  public static final List<MeterMeaning> ALL =
      List.of(
          new MeterMeaning(
              "connectors.directory.active",
              false,
              "1 while this instance has the lock and writes, 0 on a standby"),
          new MeterMeaning(
              "connectors.directory.lag.ms",
              false,
              "how old the newest change is that is in the topics; grows while it fails; 0 on a"
                  + " standby"),
          new MeterMeaning(
              "connectors.directory.behind.bytes",
              false,
              "what the database keeps of its log for the slot; 0 on a standby"),
          new MeterMeaning(
              "connectors.directory.batches", true, "batches of changes written to the topics"),
          new MeterMeaning(
              "connectors.directory.records", true, "records written, those of snapshots included"),
          new MeterMeaning("connectors.directory.snapshots", true, "snapshots finished"),
          new MeterMeaning(
              "connectors.directory.failures", true, "times that everything was begun anew"),
          new MeterMeaning(
              "connectors.lastseen.connected", false, "1 while the store of last seen is there"),
          new MeterMeaning(
              "connectors.lastseen.waiting", false, "users of whom something waits to be written"),
          new MeterMeaning("connectors.lastseen.read", true, "statuses read"),
          new MeterMeaning("connectors.lastseen.written", true, "rows written or removed"),
          new MeterMeaning(
              "connectors.lastseen.failures", true, "writes and connections that failed"),
          new MeterMeaning(
              "connectors.lastseen.unreadable", true, "statuses that could not be read"));

  /// Returns a meter.
  ///
  /// @throws IllegalArgumentException when nobody has said what it means
  static MeterMeaning named(String name) {
    return ALL.stream()
        .filter(meaning -> meaning.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(name + ": not in the catalogue of meters"));
  }

  /// Returns the row of the documentation's table.
  public String row() {
    return "| `" + name + "` | " + (isCount ? "count" : "gauge") + " | " + meaning + " |";
  }
}
