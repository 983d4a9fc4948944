package io.restante.contract;

/// One sending device's messages to a user, or to a group: what is numbered 1, 2, 3 and so on.
/// Immutable.
///
/// @param sender the sending device
/// @param peerHigh the first 8 bytes of the id of the user or group that it writes to
/// @param peerLow the last 8 bytes
/// @param isGroup whether the peer is a group
public record Conversation(DeviceAddress sender, long peerHigh, long peerLow, boolean isGroup) {
  /// Returns a device's conversation with a user.
  public static Conversation with(UserId user, DeviceAddress sender) {
    return new Conversation(sender, user.high(), user.low(), false);
  }

  /// Returns a device's conversation with a group.
  public static Conversation with(GroupId group, DeviceAddress sender) {
    return new Conversation(sender, group.high(), group.low(), true);
  }

  /// Returns the user that it is with, when it is not with a group.
  public UserId user() {
    return new UserId(peerHigh, peerLow);
  }

  /// Returns the group that it is with, when it is with one.
  public GroupId group() {
    return new GroupId(peerHigh, peerLow);
  }
}
