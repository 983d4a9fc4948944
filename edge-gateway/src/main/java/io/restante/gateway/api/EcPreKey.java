package io.restante.gateway.api;

import io.restante.gateway.keys.KeyBytes;
import io.restante.gateway.keys.PreKey;

/// A one-time EC key, to be handed out once.
///
/// @param id the device's number for it, 1..16777215; rises from upload to upload
/// @param key 33 bytes: 5, X25519 key
public record EcPreKey(int id, KeyBytes key) {
  /// Checks id and key.
  public EcPreKey {
    KeyForms.requireId(id);
    KeyForms.requireEc("key", key);
  }

  static EcPreKey of(PreKey key) {
    return new EcPreKey(key.id(), key.key());
  }

  PreKey toKey() {
    return new PreKey(id, key);
  }
}
