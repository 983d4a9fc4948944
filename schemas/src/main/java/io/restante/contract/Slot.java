package io.restante.contract;

import io.restante.messaging.EnvelopeKind;

/// The key of `messaging.envelopes`: a place that holds at most one envelope.
///
/// A later record of the same slot supersedes the earlier one; a tombstone empties it. Immutable,
/// thread-safe.
///
/// @param address the device the envelope is for
/// @param kind what the slot holds
/// @param idHigh the first 8 bytes of the slot's id, network byte order
/// @param idLow the last 8 bytes of the slot's id, network byte order
/// @param attempt for a message, another number for each append, so that a repetition never
///   supersedes an earlier copy (ADR 0002); for changed devices the last bits of the revision;
///   otherwise 0
public record Slot(DeviceAddress address, EnvelopeKind kind, long idHigh, long idLow, int attempt) {
  /// The slot every partition's ticker supersedes itself in.
  public static final Slot TICKER =
      new Slot(new DeviceAddress(UserId.NOBODY, 0), EnvelopeKind.TICKER, 0, 0, 0);

  /// Returns the slot of a message's copy for one device.
  ///
  /// @param attempt a number that no other append of the message has
  public static Slot ofMessage(DeviceAddress address, MessageId message, int attempt) {
    return new Slot(address, EnvelopeKind.MESSAGE, message.high(), message.low(), attempt);
  }

  /// Returns the slot in the sender's mailbox that says that one device never collected a message.
  ///
  /// @param sender the device that sent the message
  /// @param message the message that expired
  /// @param silentDevice the recipient's device that never collected it, 1 to 127
  public static Slot ofExpiryNotice(DeviceAddress sender, MessageId message, int silentDevice) {
    return new Slot(
        sender, EnvelopeKind.EXPIRY_NOTICE, message.high(), message.low() ^ silentDevice, 0);
  }

  /// Returns the slot in a sender's mailbox that says which devices a user has.
  ///
  /// @param sender the device that wrote to the user
  /// @param user the user whose devices changed
  /// @param revision the revision of the list
  public static Slot ofDevicesChanged(DeviceAddress sender, UserId user, long revision) {
    return new Slot(sender, EnvelopeKind.DEVICES_CHANGED, user.high(), user.low(), (int) revision);
  }

  /// Returns the slot in a device's mailbox that says that its one-time keys run low.
  public static Slot ofKeysLow(DeviceAddress device) {
    return new Slot(device, EnvelopeKind.KEYS_LOW, 0, 0, 0);
  }

  /// Tells whether a later record of the slot takes the place of an earlier one. A message is never
  /// superseded: each append has a slot of its own. Tickers need no care.
  public boolean supersedesItself() {
    return switch (kind) {
      case MESSAGE, TICKER -> false;
      case EXPIRY_NOTICE, DEVICES_CHANGED, KEYS_LOW -> true;
    };
  }

  /// Returns the slot's id as a message id.
  public MessageId id() {
    return new MessageId(idHigh, idLow);
  }
}
