package io.restante.it.blindness;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// Something that can be recognised wherever it turns up. Its text form shows nothing of it.
///
/// @param kind who may see it
/// @param name what it is, for people
/// @param hex its bytes
record Marked(Kind kind, String name, String hex) {
  /// Who may see something.
  enum Kind {
    /// Only devices: what people write, and private keys.
    SECRET,
    /// A phone number: the API is told it, and keeps it nowhere.
    NUMBER,
    /// What proves who a device is: passes, and is kept nowhere.
    TOKEN,
    /// The servers' own keys: in their files and in their memory, and nowhere else.
    SERVER_KEY,
    /// Must be found somewhere, or the search is worth nothing.
    CONTROL
  }

  static Marked ofBytes(Kind kind, String name, byte[] bytes) {
    return new Marked(kind, name, HexFormat.of().formatHex(bytes));
  }

  static Marked ofText(Kind kind, String name, String text) {
    return ofBytes(kind, name, text.getBytes(StandardCharsets.UTF_8));
  }

  byte[] bytes() {
    return HexFormat.of().parseHex(hex);
  }

  @Override
  public String toString() {
    return name;
  }
}
