package io.restante.gateway.keys;

/// A public key that its device's identity key has signed.
///
/// @param id the device's number for it, 1..16777215
/// @param key 33 bytes for an EC key, 1569 for a Kyber key
/// @param signature XEdDSA over the key, 64 bytes
public record SignedKey(int id, KeyBytes key, KeyBytes signature) {
  /// The length of a signature.
  public static final int SIGNATURE_BYTES = 64;

  /// Checks the id and the length of the signature.
  ///
  /// @throws IllegalArgumentException when one is out of range
  public SignedKey {
    PreKey.requireId(id);
    signature.require("signature", SIGNATURE_BYTES);
  }
}
