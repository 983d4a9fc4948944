package io.restante.gateway.directory;

import io.restante.contract.DeviceAddress;

/// What came of showing a proof (a code, or a link's secret). Immutable.
public sealed interface Reservation {
  /// The proof holds. The device id is the caller's alone, and was never used before: put the keys
  /// there, then complete. Each call reserves another one, so that two callers with one proof never
  /// write over each other's keys.
  ///
  /// @param address what the device will be
  record Reserved(DeviceAddress address) implements Reservation {}

  /// There is no such proof: never was, expired, or too often tried.
  record Unknown() implements Reservation {}

  /// The secret or code is another.
  ///
  /// @param attemptsLeft how many more tries there are, 0 or more
  record Wrong(int attemptsLeft) implements Reservation {}

  /// The proof was used before; it works once.
  record Used() implements Reservation {}

  /// No device of the user has confirmed the link yet.
  record Unconfirmed() implements Reservation {}

  /// The device's identity key is not that of the user.
  record ForeignIdentity() implements Reservation {}

  /// The user has as many devices as one may, or device ids 1 to 127 are used up.
  record TooManyDevices() implements Reservation {}
}
