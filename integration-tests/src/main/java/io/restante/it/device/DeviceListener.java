package io.restante.it.device;

import io.restante.contract.GroupId;
import io.restante.contract.MessageId;
import io.restante.messaging.DevicesChanged;
import io.restante.messaging.ExpiryNotice;
import io.restante.messaging.GroupChanged;
import io.restante.messaging.GroupRefused;
import io.restante.messaging.KeysLow;
import io.restante.messaging.MemberReceipts;
import io.restante.messaging.Presence;
import io.restante.messaging.Receipt;
import io.restante.messaging.Typing;
import io.restante.protocol.v1.RejectCode;
import java.nio.ByteBuffer;
import java.util.Map;

/// Hears what happens to one device. Called on the device's event loop; must not block.
public interface DeviceListener {
  /// Hears nothing.
  DeviceListener DEAF = new DeviceListener() {};

  /// The node has greeted the device.
  default void connected() {}

  /// Everything that waited has been delivered on this connection.
  default void drained() {}

  /// A message of a user was stored for the first time.
  default void received(Received message) {}

  /// A message to a group was stored for the first time; this device's own come back, too.
  default void groupReceived(Received message) {}

  /// A message of this device to a group is in the log; whether it goes to anybody, is seen when it
  /// comes back.
  default void groupAccepted(GroupId group, MessageId id) {}

  /// The node refused a message to a group; it is repeated unless the refusal is for good. Then
  /// nothing more is sent to the group until [Device#rewind].
  ///
  /// @param isFinal whether the message is given up
  default void groupRejected(GroupParcel message, RejectCode code, boolean isFinal) {}

  /// A message of this device to a group went to nobody, nor did those after it. Nothing more is
  /// sent to the group until [Device#rewind].
  default void groupRefused(GroupRefused refusal) {}

  /// A group is another than it was.
  default void groupChanged(GroupChanged change) {}

  /// A message of this device is in the log.
  default void accepted(MessageId id) {}

  /// The node refused a message; it is repeated unless the refusal is for good.
  ///
  /// @param isFinal whether the message is given up
  default void rejected(MessageId id, RejectCode code, boolean isFinal) {}

  /// Everything received so far is about to be acknowledged: when this returns, it is stored.
  /// Something that cannot be stored is thrown, and breaks the connection.
  default void acknowledging() {}

  /// A message takes another number, because one before it was refused for good.
  ///
  /// @return the copies under the new number
  default Map<Integer, ByteBuffer> renumbered(Parcel parcel, long newNumber) {
    return parcel.copies();
  }

  /// A message of this device was never collected and is gone.
  default void expired(ExpiryNotice notice) {}

  /// A user this device wrote to has other devices than it knew.
  default void devicesChanged(DevicesChanged change) {}

  /// Somebody is typing, to this user or to a group; whether it is one of this device's, nobody has
  /// checked.
  default void typing(Typing typing) {}

  /// How it is with a user whom this device watches; replaces what was known. May be what was known
  /// already, and one may be lost.
  default void presence(Presence presence) {}

  /// A conversation of this device has come further. What is said of a message never becomes
  /// untrue, but a later receipt may say less of an older message.
  default void receipt(Receipt receipt) {}

  /// How far each member of a group has come with what this device sent.
  default void memberReceipts(MemberReceipts receipts) {}

  /// Few of this device's one-time keys are left.
  default void keysLow(KeysLow left) {}

  /// A connection ended or was not made.
  ///
  /// @param code the close code; an HTTP status below 1000 when the handshake was refused; 1006
  ///   when it broke
  default void disconnected(int code, String reason) {}
}
