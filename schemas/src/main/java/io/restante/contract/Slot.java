package io.restante.contract;

import io.restante.messaging.EnvelopeKind;

/// The key of `messaging.envelopes`: a place that holds at most one envelope.
///
/// A later record of the same slot supersedes the earlier one; a tombstone empties it. Immutable,
/// thread-safe.
///
/// @param address the device the envelope is for; nobody's device 0 for what belongs to none
/// @param kind what the slot holds
/// @param idHigh the first 8 bytes of the slot's id, network byte order
/// @param idLow the last 8 bytes of the slot's id, network byte order
/// @param attempt for a message, and for a shared record, another number for each append, so that a
///   repetition never supersedes an earlier copy (ADR 0002); for changed devices and groups the
///   last bits of the revision; for a receipt 1 when it is about a group; otherwise 0
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

  /// Returns the slot of a message for those members of a group who are in one partition.
  ///
  /// @param attempt a number that no other append of the message has
  public static Slot ofGroupMessage(MessageId message, int attempt) {
    return shared(EnvelopeKind.GROUP_MESSAGE, message.high(), message.low(), attempt);
  }

  /// Returns the slot that tells those members of a group who are in one partition that it changed.
  ///
  /// @param attempt a number that no other append for the group has
  public static Slot ofGroupChanged(GroupId group, int attempt) {
    return shared(EnvelopeKind.GROUP_CHANGED, group.high(), group.low(), attempt);
  }

  /// Returns the slot in a sender's mailbox that says that it sent with an older revision.
  ///
  /// @param revision the revision now
  public static Slot ofGroupChanged(DeviceAddress sender, GroupId group, long revision) {
    return new Slot(sender, EnvelopeKind.GROUP_CHANGED, group.high(), group.low(), (int) revision);
  }

  /// Returns the slot in a sender's mailbox that says that a message to a group went to nobody.
  public static Slot ofGroupRefused(DeviceAddress sender, GroupId group) {
    return new Slot(sender, EnvelopeKind.GROUP_REFUSED, group.high(), group.low(), 0);
  }

  /// Returns the slot in a sender's mailbox that says how far its messages of a conversation have
  /// come.
  public static Slot ofReceipt(Conversation conversation) {
    return new Slot(
        conversation.sender(),
        EnvelopeKind.RECEIPT,
        conversation.peerHigh(),
        conversation.peerLow(),
        conversation.isGroup() ? 1 : 0);
  }

  /// Returns the slot in a sender's mailbox that says how far each member of a group has come.
  public static Slot ofMemberReceipts(DeviceAddress sender, GroupId group) {
    return new Slot(sender, EnvelopeKind.MEMBER_RECEIPTS, group.high(), group.low(), 0);
  }

  /// Returns the slot beside this one, of a shared record, that says who has yet to store it.
  public Slot remainder() {
    return shared(EnvelopeKind.REMAINDER, idHigh, idLow, attempt);
  }

  /// Returns the slot of the message to a group that this remainder's slot stands beside.
  public Slot remainderOf() {
    return shared(EnvelopeKind.GROUP_MESSAGE, idHigh, idLow, attempt);
  }

  private static Slot shared(EnvelopeKind kind, long idHigh, long idLow, int attempt) {
    return new Slot(TICKER.address, kind, idHigh, idLow, attempt);
  }

  /// Tells whether the slot holds one record for several devices: those of the users whom its
  /// header names, see [Recipients].
  public boolean isShared() {
    return address.user().equals(UserId.NOBODY)
        && switch (kind) {
          case GROUP_MESSAGE, GROUP_CHANGED -> true;
          case MESSAGE,
              EXPIRY_NOTICE,
              TICKER,
              DEVICES_CHANGED,
              KEYS_LOW,
              GROUP_REFUSED,
              REMAINDER,
              RECEIPT,
              MEMBER_RECEIPTS ->
              false;
        };
  }

  /// Tells whether a later record of the slot takes the place of an earlier one. A message is never
  /// superseded, nor is any shared record: each append has a slot of its own. Tickers and
  /// remainders need no care.
  public boolean supersedesItself() {
    return switch (kind) {
      case MESSAGE, TICKER, GROUP_MESSAGE, REMAINDER -> false;
      case EXPIRY_NOTICE, DEVICES_CHANGED, KEYS_LOW, GROUP_REFUSED, RECEIPT, MEMBER_RECEIPTS ->
          true;
      case GROUP_CHANGED -> !isShared();
    };
  }

  /// Returns the slot's id as a message id.
  public MessageId id() {
    return new MessageId(idHigh, idLow);
  }
}
