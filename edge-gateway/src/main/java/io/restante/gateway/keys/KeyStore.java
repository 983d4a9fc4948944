package io.restante.gateway.keys;

import io.restante.contract.DeviceAddress;
import java.util.Optional;

/// The keys of all devices. Thread-safe; calls block, so they belong on virtual threads.
///
/// Every operation may throw [KeyStoreUnavailableException] and may be repeated then.
public interface KeyStore {
  /// How many one-time keys of a kind a device can have.
  int KEPT_MAX = 200;

  /// Publishes keys.
  ///
  /// One-time keys whose ids are not above the highest that the device ever published of their kind
  /// are left out: they have been published before, and may be handed out already. So an upload can
  /// be repeated, and a device must number its keys upwards.
  ///
  /// An enrolment of a device that is enrolled already with the same identity key is a repeat: it
  /// replaces the signed pre-key and the last-resort key, and adds one-time keys.
  Publication publish(DeviceAddress device, KeyUpload upload);

  /// Hands out a bundle, or nothing when the device has no keys.
  Optional<Bundle> claim(DeviceAddress device);

  /// Counts a device's one-time keys.
  KeyCounts counts(DeviceAddress device);

  /// Returns a device's identity key, or nothing when the device has no keys.
  Optional<KeyBytes> identityKey(DeviceAddress device);

  /// Deletes all keys of a device, whose address is never used again. What does not exist is no
  /// error.
  void forget(DeviceAddress device);
}
