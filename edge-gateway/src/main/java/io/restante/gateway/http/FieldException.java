package io.restante.gateway.http;

import java.io.Serial;

/// A field of a body holds what it must not hold. Thrown where records of the API are made; the
/// caller is told the place and what is expected, never what was there.
public final class FieldException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1;

  private final String field;

  /// Says which field, and what it should hold.
  ///
  /// @param field the record's field; empty for the value itself
  /// @param expected what should stand there, a fixed text
  public FieldException(String field, String expected) {
    super(expected);
    this.field = field;
  }

  String field() {
    return field;
  }
}
