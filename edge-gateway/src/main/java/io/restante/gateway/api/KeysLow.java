package io.restante.gateway.api;

import io.restante.contract.DeviceAddress;

/// Tells a device that it should publish more one-time keys. Must be thread-safe, and must not
/// block. The API tells a device at most once a minute.
@FunctionalInterface
public interface KeysLow {
  /// The keys of a device run low.
  ///
  /// @param preKeysLeft EC keys, as counted at the last claim
  /// @param kyberPreKeysLeft Kyber keys
  void keysRunLow(DeviceAddress device, int preKeysLeft, int kyberPreKeysLeft);
}
