package io.restante.gateway.api;

import io.restante.gateway.keys.KeyBytes;
import io.restante.gateway.keys.SignedKey;

/// An EC key that the identity key has signed.
///
/// @param id the device's number for it, 1..16777215
/// @param key 33 bytes: 5, X25519 key
/// @param signature 64 bytes, XEdDSA over the 33
public record SignedEcPreKey(int id, KeyBytes key, KeyBytes signature) {
  /// Checks all but whether the signature fits.
  public SignedEcPreKey {
    KeyForms.requireId(id);
    KeyForms.requireEc("key", key);
    KeyForms.requireSignature(signature);
  }

  static SignedEcPreKey of(SignedKey key) {
    return new SignedEcPreKey(key.id(), key.key(), key.signature());
  }

  SignedKey toKey() {
    return new SignedKey(id, key, signature);
  }
}
