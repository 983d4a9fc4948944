package io.restante.it.swarm;

/// The counts behind a [Tally]. Owned by the swarm's event loop.
final class Counters {
  long due;
  long sent;
  long accepted;
  long rejected;
  long received;
  long completed;
  long notices;
  long repeated;
  long broken;
  long acknowledged;
  long drained;
  long closed;
  long overrun;

  Tally tally() {
    return new Tally(
        due,
        sent,
        accepted,
        rejected,
        received,
        completed,
        notices,
        repeated,
        broken,
        acknowledged,
        drained,
        closed,
        overrun);
  }
}
