package io.restante.gateway.keys;

/// How many one-time keys of a device are left, each at most [KeyStore#KEPT_MAX] as told.
///
/// @param preKeys EC keys
/// @param kyberPreKeys Kyber keys
public record KeyCounts(int preKeys, int kyberPreKeys) {
  /// A device without one-time keys.
  public static final KeyCounts NONE = new KeyCounts(0, 0);

  /// Below this many keys of a kind, the device should publish more.
  public static final int LOW = 20;

  /// Whether the device should publish more.
  public boolean isLow() {
    return preKeys < LOW || kyberPreKeys < LOW;
  }
}
