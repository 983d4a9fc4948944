package io.restante.gateway.api;

import io.restante.gateway.keys.KeyBytes;
import io.restante.gateway.keys.SignedKey;

/// A Kyber1024 key that the identity key has signed.
///
/// @param id the device's number for it, 1..16777215; rises from upload to upload
/// @param key 1569 bytes: 8, Kyber1024 key
/// @param signature 64 bytes, XEdDSA over the 1569
public record SignedKyberPreKey(int id, KeyBytes key, KeyBytes signature) {
  /// Checks all but whether the signature fits.
  public SignedKyberPreKey {
    KeyForms.requireId(id);
    KeyForms.requireKyber("key", key);
    KeyForms.requireSignature(signature);
  }

  static SignedKyberPreKey of(SignedKey key) {
    return new SignedKyberPreKey(key.id(), key.key(), key.signature());
  }

  SignedKey toKey() {
    return new SignedKey(id, key, signature);
  }
}
