package io.restante.it.device;

import io.restante.contract.GroupId;
import io.restante.contract.MessageId;
import io.restante.contract.UserId;

/// A message on its way out whose id and number were given before. Immutable.
public sealed interface Outbound permits Parcel, GroupParcel {
  /// Whom a conversation of this device is with.
  sealed interface Addressee {
    /// A user, each of whose devices gets a ciphertext of its own.
    record ToUser(UserId user) implements Addressee {}

    /// A group, all of whose devices get the same ciphertext.
    record ToGroup(GroupId group) implements Addressee {}
  }

  /// Returns the message; stays the same however often it is sent.
  MessageId id();

  /// Returns its place in the conversation, 1 or more.
  long number();

  /// Returns whom it is for.
  Addressee addressee();

  /// Tells whether the message was accepted before, for other devices; it then keeps its number
  /// whatever happens.
  boolean isSupplement();
}
