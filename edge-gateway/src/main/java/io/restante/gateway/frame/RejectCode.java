package io.restante.gateway.frame;

/// The codes of REJECTED, with their positions in the schema, which go over the wire.
public enum RejectCode {
  /// A frame of a type that this node does not know.
  UNSUPPORTED(0),
  /// A field is out of its range.
  INVALID(1),
  /// A ciphertext is too large.
  TOO_LARGE(2),
  /// Too many frames in too short a time.
  RATE_LIMITED(3),
  /// An earlier SEND was refused and has to be repeated first.
  REPEAT_FIRST(4),
  /// The node cannot take it in now.
  UNAVAILABLE(5);

  private final int number;

  RejectCode(int number) {
    this.number = number;
  }

  /// Returns the symbol's position in the schema.
  public int number() {
    return number;
  }
}
