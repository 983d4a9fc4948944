package io.restante.gateway.directory;

import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;
import java.time.Duration;
import java.time.Instant;

/// A further device for a user who has one: the port of linking.
public interface Links {
  /// How long a link waits.
  Duration LIFETIME = Duration.ofMinutes(10);

  /// How long the provisioning message may be, bytes.
  int MESSAGE_BYTES_MAX = 4096;

  /// How many devices a user may have at once.
  int DEVICES_MAX = 16;

  /// Opens a link for a device that belongs to nobody yet.
  ///
  /// @param publicKey what the provisioning message is to be encrypted to, 33 bytes
  Opened open(OpaqueBytes publicKey);

  /// A device of a user confirms a link.
  ///
  /// @param by the confirming device; when it is removed before the link is completed, the link
  ///   comes to nothing
  /// @param message the provisioning ciphertext, for the new device only
  Confirmation confirm(LinkId link, DeviceAddress by, OpaqueBytes message);

  /// The new device looks whether it has been confirmed.
  View look(LinkId link, Secret secret);

  /// Checks a confirmed link and reserves a device of its user.
  ///
  /// @param identityKey the device's identity key, which must be the user's
  Reservation reserve(LinkId link, Secret secret, OpaqueBytes identityKey);

  /// Makes a reserved device visible.
  Completion complete(LinkId link, DeviceAddress reserved, NewDevice device);

  /// An open link. Immutable.
  ///
  /// @param secret for the new device, which must not show it to anybody
  /// @param expiresAt when the link stops working
  record Opened(LinkId link, Secret secret, Instant expiresAt) {}

  /// What came of confirming.
  enum Confirmation {
    /// Confirmed, or confirmed before by the same device with the same message.
    CONFIRMED,
    /// There is no such link, or it has expired.
    UNKNOWN_LINK,
    /// Another device, or another message, was first.
    CONFIRMED_BEFORE,
    /// The confirming device is removed.
    DEVICE_REMOVED
  }

  /// What the new device sees. Immutable.
  sealed interface View {
    /// Nobody has confirmed yet.
    record Waiting() implements View {}

    /// Confirmed.
    ///
    /// @param user whose device it becomes
    /// @param message the provisioning ciphertext
    record Confirmed(UserId user, OpaqueBytes message) implements View {}

    /// There is no such link, it has expired, or its secret is another.
    record Unknown() implements View {}
  }
}
