package io.restante.it.faults;

import java.util.ArrayList;
import java.util.List;

/// How large an estate is. Immutable.
///
/// @param nodes 1 to 9
/// @param brokers 1, or 3 to 9
record Size(int nodes, int brokers) {
  /// One of each.
  static final Size LEAST = new Size(1, 1);

  /// Checks the numbers.
  Size {
    if (nodes < 1 || nodes > 9) {
      throw new IllegalArgumentException("nodes: " + nodes + " (expected: 1..9)");
    }
    if (brokers < 1 || brokers == 2 || brokers > 9) {
      throw new IllegalArgumentException("brokers: " + brokers + " (expected: 1, or 3..9)");
    }
  }

  /// Returns how many processes of the topologies there are: a second one needs what it takes over
  /// to be on several brokers.
  int topologies() {
    return brokers == 1 ? 1 : 2;
  }

  /// Returns every network there is: devices' to nodes, nodes' to brokers, and brokers' to others.
  List<Harm.Link> links() {
    List<Harm.Link> links = new ArrayList<>();
    for (int node = 0; node < nodes; node++) {
      links.add(new Harm.Link.ToNode(node));
      for (int broker = 0; broker < brokers; broker++) {
        links.add(new Harm.Link.ToLog(node, broker));
      }
    }
    for (int from = 0; from < brokers; from++) {
      for (int to = 0; to < brokers; to++) {
        if (from != to) {
          links.add(new Harm.Link.WithinLog(from, to));
        }
      }
    }
    return links;
  }
}
