package io.restante.gateway.keys;

/// The kinds of one-time keys.
enum KeyKind {
  /// X25519, unsigned.
  EC((byte) 1),
  /// Kyber1024, signed.
  KYBER((byte) 2);

  private final byte column;

  KeyKind(byte column) {
    this.column = column;
  }

  /// Returns what the column `kind` holds.
  byte column() {
    return column;
  }
}
