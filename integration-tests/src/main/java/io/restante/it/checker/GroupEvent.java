package io.restante.it.checker;

import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import java.util.Set;

/// Something that happened to a group, or to a message to one. Immutable.
public sealed interface GroupEvent extends Event {
  /// A group has its next revision: the first change makes it revision 1.
  ///
  /// @param coming the devices of those who come
  /// @param going who goes
  record Changed(long atNanos, GroupId group, Set<DeviceAddress> coming, Set<UserId> going)
      implements GroupEvent {
    /// Copies the sets.
    public Changed {
      coming = Set.copyOf(coming);
      going = Set.copyOf(going);
    }
  }

  /// A device gives a message its number and revision. The message has others only after it went to
  /// nobody.
  ///
  /// @param number its place in the conversation of the device with the group, 1 or more
  /// @param revision the group's revision that the device knows
  /// @param content a digest of the content
  record Posted(
      long atNanos,
      DeviceAddress by,
      GroupId group,
      MessageId id,
      long number,
      long revision,
      long content)
      implements GroupEvent {}

  /// A device was told that its message is in the log.
  record Taken(long atNanos, DeviceAddress by, MessageId id) implements GroupEvent {}

  /// The node refused a message.
  ///
  /// @param isFinal whether it is given up
  record Rejected(long atNanos, DeviceAddress by, MessageId id, String why, boolean isFinal)
      implements GroupEvent {}

  /// A message went to nobody.
  ///
  /// @param why the reason
  /// @param isTold whether the device was told so, else one before it went to nobody
  record Turned(long atNanos, DeviceAddress by, MessageId id, String why, boolean isTold)
      implements GroupEvent {}

  /// A device showed a message to whoever holds it.
  ///
  /// @param content a digest of what it showed
  record Seen(
      long atNanos,
      DeviceAddress on,
      DeviceAddress by,
      GroupId group,
      MessageId id,
      long number,
      long content)
      implements GroupEvent {}

  /// A device was told that a group has changed.
  ///
  /// @param revision the group's revision
  record Told(long atNanos, DeviceAddress on, GroupId group, long revision) implements GroupEvent {}

  /// Harm is done to the fan-out: what it knew and did last it may have to learn and do again.
  record Shaken(long atNanos) implements GroupEvent {}

  /// A message that was delivered was found after the bound for deletion.
  ///
  /// @param where what holds it
  record Left(long atNanos, MessageId id, String where) implements GroupEvent {}
}
