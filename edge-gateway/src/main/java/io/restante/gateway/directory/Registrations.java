package io.restante.gateway.directory;

import io.restante.contract.DeviceAddress;
import java.time.Duration;
import java.util.Optional;

/// From a phone number to a user's device: the port of registration and re-registration.
public interface Registrations {
  /// How long a code works.
  Duration CODE_LIFETIME = Duration.ofMinutes(10);

  /// How long a person waits before asking for another code.
  Duration RESEND_AFTER = Duration.ofSeconds(30);

  /// How often a code may be guessed.
  int ATTEMPTS_MAX = 5;

  /// Makes a code and has it sent to the number.
  CodeRequest requestCode(PhoneNumber number);

  /// Returns the tag of a number, for limits.
  NumberTag numberTag(PhoneNumber number);

  /// Returns the tag of the number that a registration is about, for limits.
  ///
  /// @return nothing when there is no such registration, or it has expired
  Optional<NumberTag> numberTag(RegistrationId registration);

  /// Checks a code. When it is right, reserves a device of the number's user, or of a new user.
  Reservation reserve(RegistrationId registration, String code);

  /// Makes a reserved device visible. If the number had a user already, all older devices of that
  /// user are removed, and the user's identity key becomes this device's.
  Completion complete(RegistrationId registration, DeviceAddress reserved, NewDevice device);
}
