package io.restante.streams.fanout.rules;

import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.messaging.GroupEnvelope;
import io.restante.messaging.GroupRefusalReason;

/// What is to be written to `messaging.envelopes`, in the order given.
public sealed interface Outcome {
  /// A message goes to members.
  ///
  /// @param message as its sender's gateway took it in
  /// @param audience for whom it is
  record Deliver(GroupId group, GroupEnvelope message, Audience audience) implements Outcome {}

  /// A message goes to nobody, and its sending device is told.
  ///
  /// @param device which device sent it
  /// @param message as its gateway took it in
  /// @param reason why
  record Refuse(
      GroupId group, DeviceAddress device, GroupEnvelope message, GroupRefusalReason reason)
      implements Outcome {}

  /// A group has changed: its members are told, and those who just stopped being members.
  ///
  /// @param revision the group's revision now; 0 when it is gone
  record Announce(GroupId group, long revision, Audience audience) implements Outcome {}

  /// A device sent with an older revision than that of the last change of members, and is told.
  ///
  /// @param revision the group's revision now
  record Correct(GroupId group, DeviceAddress device, long revision) implements Outcome {}
}
