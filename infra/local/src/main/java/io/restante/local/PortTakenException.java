package io.restante.local;

import java.io.Serial;

/// Somebody else listens where a part of the estate was to.
public final class PortTakenException extends EstateException {
  @Serial private static final long serialVersionUID = 1;

  private final Endpoints.Part part;

  PortTakenException(Endpoints.Part part, String address) {
    super(address + " is taken: " + part.label() + " cannot listen there");
    this.part = part;
  }

  /// Returns what was to listen there.
  public Endpoints.Part part() {
    return part;
  }
}
