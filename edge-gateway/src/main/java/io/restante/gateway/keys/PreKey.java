package io.restante.gateway.keys;

/// A one-time EC key.
///
/// @param id the device's number for it, 1..16777215
/// @param key type byte and X25519 key, 33 bytes
public record PreKey(int id, KeyBytes key) {
  /// The highest id of any key.
  public static final int ID_MAX = 16_777_215;

  /// The length of an EC key, the type byte included.
  public static final int EC_KEY_BYTES = 33;

  /// The length of a Kyber1024 key, the type byte included.
  public static final int KYBER_KEY_BYTES = 1569;

  /// Checks id and length.
  ///
  /// @throws IllegalArgumentException when one is out of range
  public PreKey {
    requireId(id);
    key.require("EC key", EC_KEY_BYTES);
  }

  static void requireId(int id) {
    if (id < 1 || id > ID_MAX) {
      throw new IllegalArgumentException("key id: " + id + " (expected: 1.." + ID_MAX + ")");
    }
  }
}
