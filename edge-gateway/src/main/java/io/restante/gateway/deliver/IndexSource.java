package io.restante.gateway.deliver;

/// Where the index of a partition comes from when a node takes the partition over.
enum IndexSource {
  /// The node's own disk.
  OWN("own"),
  /// A snapshot of another owner's.
  SNAPSHOT("snapshot"),
  /// Nothing but the log.
  LOG("log");

  private final String label;

  IndexSource(String label) {
    this.label = label;
  }

  /// Returns where an index has come from.
  ///
  /// @param position how far it is
  /// @param isFetched whether a snapshot was put in its place
  static IndexSource of(long position, boolean isFetched) {
    if (position == 0) {
      return LOG;
    }
    return isFetched ? SNAPSHOT : OWN;
  }

  /// Returns what logs call it.
  String label() {
    return label;
  }
}
