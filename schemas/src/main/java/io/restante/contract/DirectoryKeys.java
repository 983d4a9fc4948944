package io.restante.contract;

import io.restante.directory.ContactKey;
import io.restante.directory.DeviceKey;
import io.restante.directory.GroupKey;
import io.restante.directory.GroupMemberKey;
import io.restante.directory.UserKey;
import io.restante.messaging.GroupEnvelopeKey;
import io.restante.shared.Id16;
import java.nio.ByteBuffer;

/// Makes the keys of `directory.*` out of ids, and ids out of keys.
public final class DirectoryKeys {
  /// The device id in the key of a device list's marker.
  public static final int LIST = 0;

  private DirectoryKeys() {}

  /// Returns the key of a user.
  public static UserKey user(UserId user) {
    return new UserKey(id16(user.high(), user.low()));
  }

  /// Returns the key of a device, or with device id 0 that of the list's marker.
  public static DeviceKey device(DeviceAddress device) {
    return new DeviceKey(id16(device.user().high(), device.user().low()), device.device());
  }

  /// Returns the key of the marker of a user's device list.
  public static DeviceKey list(UserId user) {
    return device(new DeviceAddress(user, LIST));
  }

  /// Returns the key of a contact.
  ///
  /// @param user who has the contact
  /// @param contact who is the contact
  public static ContactKey contact(UserId user, UserId contact) {
    return new ContactKey(id16(user.high(), user.low()), id16(contact.high(), contact.low()));
  }

  /// Returns the key of a group.
  public static GroupKey group(GroupId group) {
    return new GroupKey(id16(group.high(), group.low()));
  }

  /// Returns the key of a member.
  public static GroupMemberKey member(GroupId group, UserId user) {
    return new GroupMemberKey(id16(group.high(), group.low()), id16(user.high(), user.low()));
  }

  /// Returns the key of a group's marker.
  public static GroupMemberKey marker(GroupId group) {
    return member(group, UserId.NOBODY);
  }

  /// Returns the key of a group's messages.
  public static GroupEnvelopeKey messages(GroupId group) {
    return new GroupEnvelopeKey(id16(group.high(), group.low()));
  }

  /// Whether a key is that of a group's marker.
  public static boolean isMarker(GroupMemberKey key) {
    return userId(key.getUser()).equals(UserId.NOBODY);
  }

  /// Reads a user id.
  public static UserId userId(Id16 id) {
    ByteBuffer bytes = ByteBuffer.wrap(id.bytes());
    return new UserId(bytes.getLong(), bytes.getLong());
  }

  /// Reads a group id.
  public static GroupId groupId(Id16 id) {
    ByteBuffer bytes = ByteBuffer.wrap(id.bytes());
    return new GroupId(bytes.getLong(), bytes.getLong());
  }

  /// Returns a message id as records have it.
  public static Id16 id16(MessageId message) {
    return id16(message.high(), message.low());
  }

  /// Returns a user id as records have it.
  public static Id16 id16(UserId user) {
    return id16(user.high(), user.low());
  }

  private static Id16 id16(long high, long low) {
    return new Id16(ByteBuffer.allocate(16).putLong(high).putLong(low).array());
  }
}
