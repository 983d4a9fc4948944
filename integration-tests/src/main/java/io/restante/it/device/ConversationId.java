package io.restante.it.device;

import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import org.jspecify.annotations.Nullable;

/// One sender's device writing to one user, or to a group, as the receiving device sees it.
/// Immutable.
///
/// @param sender the device that numbers the messages 1, 2, 3 and so on
/// @param group the group, or null when it writes to this device's user
public record ConversationId(DeviceAddress sender, @Nullable GroupId group) {
  /// Names the conversation of a device with this one's user.
  public ConversationId(DeviceAddress sender) {
    this(sender, null);
  }
}
