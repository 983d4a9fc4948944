package io.restante.gateway.ops;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// What a node needs before it may be sent devices, and what of it is missing. Thread-safe.
public final class Readiness {
  /// What can be missing.
  public enum Part {
    /// The mailboxes of the partitions that the group has given this node are up to date.
    MAILBOXES("mailboxes"),
    /// The WebSocket listens.
    LISTENER("listener"),
    /// The HTTP API listens; only with accounts.
    API("api");

    private final String label;

    Part(String label) {
      this.label = label;
    }

    /// Returns what an operator is told.
    public String label() {
      return label;
    }
  }

  private final Set<Part> missing;

  /// Begins with everything missing.
  ///
  /// @param hasAccounts whether the API is needed
  public Readiness(boolean hasAccounts) {
    this.missing =
        hasAccounts ? EnumSet.allOf(Part.class) : EnumSet.of(Part.MAILBOXES, Part.LISTENER);
  }

  /// A part is there.
  public synchronized void gained(Part part) {
    missing.remove(part);
  }

  /// A part is gone, or about to go.
  public synchronized void lost(Part part) {
    missing.add(part);
  }

  /// Returns what is missing, in the order of the parts; nothing when the node is ready.
  public synchronized List<Part> missing() {
    return List.copyOf(missing);
  }
}
