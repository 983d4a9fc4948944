package io.restante.gateway.http;

/// Stands for a body that is not there.
public enum Nothing {
  /// The only one.
  NOTHING
}
