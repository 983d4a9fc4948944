package io.restante.gateway.rehearsal;

/// When a node rehearses.
public enum When {
  /// When other nodes serve already: their devices wait for as long as this one is slow. The
  /// default.
  FLEET,
  /// At every start.
  ALWAYS,
  /// At no start.
  NEVER;

  /// Whether to rehearse now.
  ///
  /// @param isAlone whether no other node serves
  public boolean isNow(boolean isAlone) {
    return switch (this) {
      case FLEET -> !isAlone;
      case ALWAYS -> true;
      case NEVER -> false;
    };
  }
}
