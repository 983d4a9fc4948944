package io.restante.contract;

/// One device of one user. Immutable, thread-safe.
///
/// @param user the user it belongs to
/// @param device the device id within the user, 1 to 127; 0 only together with [UserId#NOBODY]
public record DeviceAddress(UserId user, int device) {
  /// The highest device id a user can have.
  public static final int DEVICE_MAX = 127;

  /// Checks the device id.
  ///
  /// @throws IllegalArgumentException when the device id is out of range
  public DeviceAddress {
    if (device < 0 || device > DEVICE_MAX) {
      throw new IllegalArgumentException(
          "device: " + device + " (expected: 0.." + DEVICE_MAX + ")");
    }
  }
}
