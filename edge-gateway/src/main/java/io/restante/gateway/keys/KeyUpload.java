package io.restante.gateway.keys;

import java.util.Optional;

/// What a device publishes.
public sealed interface KeyUpload {
  /// One-time keys to add.
  OneTimeKeys oneTime();

  /// Everything, from a device that is being registered.
  ///
  /// @param registrationId the device's own number, 1..16380
  /// @param identityKey the user's identity key, 33 bytes; stays the same as long as the device
  ///   lives
  /// @param signedPreKey an EC key, 33 bytes
  /// @param lastResort the Kyber key that is handed out when no one-time key is left, 1569 bytes
  /// @param oneTime keys to be handed out once each
  record Enrolment(
      int registrationId,
      KeyBytes identityKey,
      SignedKey signedPreKey,
      SignedKey lastResort,
      OneTimeKeys oneTime)
      implements KeyUpload {
    /// The highest registration id.
    public static final int REGISTRATION_ID_MAX = 16_380;

    /// Checks range and lengths.
    ///
    /// @throws IllegalArgumentException when one is wrong
    public Enrolment {
      if (registrationId < 1 || registrationId > REGISTRATION_ID_MAX) {
        throw new IllegalArgumentException(
            "registration id: " + registrationId + " (expected: 1.." + REGISTRATION_ID_MAX + ")");
      }
      identityKey.require("identity key", PreKey.EC_KEY_BYTES);
      signedPreKey.key().require("signed pre-key", PreKey.EC_KEY_BYTES);
      lastResort.key().require("last-resort key", PreKey.KYBER_KEY_BYTES);
    }
  }

  /// New keys of a device that is registered.
  ///
  /// @param identityKey the identity key, when the device names it: must be the one it has
  /// @param signedPreKey takes the place of the present one
  /// @param lastResort takes the place of the present one
  /// @param oneTime keys to be handed out once each
  record Refill(
      Optional<KeyBytes> identityKey,
      Optional<SignedKey> signedPreKey,
      Optional<SignedKey> lastResort,
      OneTimeKeys oneTime)
      implements KeyUpload {
    /// Checks lengths.
    ///
    /// @throws IllegalArgumentException when one is wrong
    public Refill {
      identityKey.ifPresent(key -> key.require("identity key", PreKey.EC_KEY_BYTES));
      signedPreKey.ifPresent(key -> key.key().require("signed pre-key", PreKey.EC_KEY_BYTES));
      lastResort.ifPresent(key -> key.key().require("last-resort key", PreKey.KYBER_KEY_BYTES));
    }
  }
}
