package io.restante.gateway.directory;

/// What the directory learns of a device that is coming to be. Immutable.
///
/// @param registrationId chosen by the device, 1 to 16,380
/// @param name encrypted by the device, at most 256 bytes; may be empty
/// @param identityKey the public identity key, 33 bytes; all devices of a user have the same, and
///   only its SHA-256 is kept here
public record NewDevice(int registrationId, OpaqueBytes name, OpaqueBytes identityKey) {
  /// The highest registration id.
  public static final int REGISTRATION_ID_MAX = 16_380;

  /// How long a name may be, bytes.
  public static final int NAME_BYTES_MAX = 256;

  /// How long an identity key is, bytes.
  public static final int IDENTITY_KEY_BYTES = 33;

  /// Checks the ranges.
  ///
  /// @throws IllegalArgumentException when something is out of its range
  public NewDevice {
    if (registrationId < 1 || registrationId > REGISTRATION_ID_MAX) {
      throw new IllegalArgumentException(
          "registration id: " + registrationId + " (expected: 1.." + REGISTRATION_ID_MAX + ")");
    }
    if (name.size() > NAME_BYTES_MAX) {
      throw new IllegalArgumentException("name: " + name + " (expected: 0..256)");
    }
    if (identityKey.size() != IDENTITY_KEY_BYTES) {
      throw new IllegalArgumentException("identity key: " + identityKey + " (expected: 33)");
    }
  }
}
