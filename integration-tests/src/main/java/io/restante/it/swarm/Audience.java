package io.restante.it.swarm;

import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;

/// Whom a light device writes to. Immutable.
public sealed interface Audience {
  /// Another device, its user's only one.
  ///
  /// @param deviceListRevision the revision of the user's device list, 0 when nobody keeps one
  record One(DeviceAddress device, long deviceListRevision) implements Audience {}

  /// A group, its writer a member.
  ///
  /// @param revision the group's revision that the writer knows
  /// @param devices how many devices its members have, the writer among them: each gets each
  ///   message
  record Group(GroupId group, long revision, int devices) implements Audience {}
}
