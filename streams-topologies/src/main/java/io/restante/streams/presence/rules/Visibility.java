package io.restante.streams.presence.rules;

/// Whom a user lets see when he is there.
public enum Visibility {
  /// Nobody.
  NOBODY(0),
  /// Those whom the user has as contacts.
  CONTACTS(1),
  /// Everyone.
  EVERYONE(2);

  private final byte stored;

  Visibility(int stored) {
    this.stored = (byte) stored;
  }

  /// Returns what stands in the table.
  byte[] bytes() {
    return new byte[] {stored};
  }

  /// Returns what stands in the table; the narrowest for what is not known.
  static Visibility of(byte[] bytes) {
    for (Visibility each : values()) {
      if (bytes.length == 1 && bytes[0] == each.stored) {
        return each;
      }
    }
    return NOBODY;
  }
}
