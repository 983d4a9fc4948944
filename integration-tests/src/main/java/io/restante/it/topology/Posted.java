package io.restante.it.topology;

import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.contract.MessageId;

/// A message to a group that is in the log.
///
/// @param id the message
/// @param group whom it is for
/// @param device who sent it
/// @param number its place in the conversation
/// @param revision the group's revision that its sender knew
/// @param place its partition and offset in `messaging.group-envelopes`
public record Posted(
    MessageId id, GroupId group, DeviceAddress device, long number, long revision, Place place) {
  /// Where a record stands.
  public record Place(int partition, long offset) {}
}
