package io.restante.gateway.api;

import io.restante.gateway.keys.KeyCounts;

/// How many one-time keys of a device are left.
///
/// @param preKeys EC keys
/// @param kyberPreKeys Kyber keys
public record KeyCount(int preKeys, int kyberPreKeys) {
  static KeyCount of(KeyCounts counts) {
    return new KeyCount(counts.preKeys(), counts.kyberPreKeys());
  }
}
