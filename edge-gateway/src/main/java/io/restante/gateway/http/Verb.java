package io.restante.gateway.http;

import java.util.Optional;

/// The HTTP methods in use.
public enum Verb {
  /// Reads.
  GET,
  /// Replaces; may be repeated.
  PUT,
  /// Makes something new.
  POST,
  /// Removes; may be repeated.
  DELETE;

  /// Reads the name of a method; empty when it is none of these.
  static Optional<Verb> of(String method) {
    for (Verb verb : values()) {
      if (verb.name().equals(method)) {
        return Optional.of(verb);
      }
    }
    return Optional.empty();
  }
}
