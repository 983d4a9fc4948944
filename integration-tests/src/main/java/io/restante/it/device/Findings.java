package io.restante.it.device;

/// What a [Detector] has seen, summed over its conversations. Immutable.
///
/// @param fresh messages seen for the first time
/// @param repeated messages dropped because their id had been seen: legal, at-least-once
/// @param late messages that came after a higher number of their conversation: reordering, a fault
/// @param missing numbers below a conversation's highest that have not come: loss once drained, a
///   fault
/// @param renumbered messages that bore the number of another message: a fault
/// @param backwards envelopes whose offset did not grow within a connection: a fault
public record Findings(
    long fresh, long repeated, long late, long missing, long renumbered, long backwards) {
  /// Tells whether nothing was lost, reordered, renumbered or delivered backwards.
  public boolean isClean() {
    return late == 0 && missing == 0 && renumbered == 0 && backwards == 0;
  }

  /// Returns the sum of both.
  public Findings plus(Findings other) {
    return new Findings(
        fresh + other.fresh,
        repeated + other.repeated,
        late + other.late,
        missing + other.missing,
        renumbered + other.renumbered,
        backwards + other.backwards);
  }
}
