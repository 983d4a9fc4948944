package io.restante.gateway.directory;

import io.restante.contract.UserId;
import java.util.Comparator;

/// A member of a group. Immutable.
///
/// @param user who it is
/// @param role what the member may do
/// @param since the group's revision with which the member came; whoever went and came back has a
///   newer one
public record GroupMember(UserId user, GroupRole role, long since) {
  /// Those who have been there longest first; of those who came together, the lowest id.
  static final Comparator<GroupMember> BY_SENIORITY =
      Comparator.comparingLong(GroupMember::since)
          .thenComparing(it -> it.user().high(), Long::compareUnsigned)
          .thenComparing(it -> it.user().low(), Long::compareUnsigned);

  GroupMember withRole(GroupRole newRole) {
    return new GroupMember(user, newRole, since);
  }
}
