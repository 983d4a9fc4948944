package io.restante.gateway.directory;

import java.util.HexFormat;

/// What stands for a phone number in the store: the id of a key, and the number's HMAC-SHA256 under
/// that key. Whoever has the store and not the key learns no number from it (docs/adr/0006).
///
/// @param bytes 33 bytes: key id (1), HMAC (32)
public record NumberTag(OpaqueBytes bytes) {
  static final int BYTES = 33;

  /// Checks the length.
  ///
  /// @throws IllegalArgumentException when it is another
  public NumberTag {
    if (bytes.size() != BYTES) {
      throw new IllegalArgumentException("number tag: " + bytes + " (expected: 33 bytes)");
    }
  }

  /// Returns the tag as 66 hexadecimal digits.
  public String text() {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }
}
