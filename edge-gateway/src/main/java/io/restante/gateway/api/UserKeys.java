package io.restante.gateway.api;

import io.restante.gateway.keys.Bundle;
import io.restante.gateway.keys.KeyBytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What somebody needs to write to a user's devices for the first time.
///
/// @param identityKey the user's
/// @param revision of the user's device list
/// @param devices those that were asked for and are there
public record UserKeys(KeyBytes identityKey, long revision, List<DeviceBundle> devices) {
  /// Copies the list.
  public UserKeys {
    devices = List.copyOf(devices);
  }

  /// The keys of one device.
  ///
  /// @param device the device id
  /// @param registrationId the device's own number
  /// @param signedPreKey an EC key
  /// @param preKey a one-time EC key; not there when they have run out
  /// @param kyberPreKey a one-time Kyber key, or the last-resort key when they have run out
  public record DeviceBundle(
      int device,
      int registrationId,
      SignedEcPreKey signedPreKey,
      @Nullable EcPreKey preKey,
      SignedKyberPreKey kyberPreKey) {
    static DeviceBundle of(int device, Bundle bundle) {
      return new DeviceBundle(
          device,
          bundle.registrationId(),
          SignedEcPreKey.of(bundle.signedPreKey()),
          bundle.preKey().map(EcPreKey::of).orElse(null),
          SignedKyberPreKey.of(bundle.kyberPreKey()));
    }
  }
}
