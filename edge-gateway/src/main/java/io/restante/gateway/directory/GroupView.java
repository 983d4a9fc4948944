package io.restante.gateway.directory;

import io.restante.contract.GroupId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A group as one of its members sees it. Immutable.
///
/// @param group which group
/// @param revision rises by 1 with every change
/// @param title sealed by the members' devices, at most 512 bytes; may be empty
/// @param members 1 to 1,024, those who have been there longest first
/// @param hasJoinLink whether there is a join link; null for whoever is no admin
public record GroupView(
    GroupId group,
    long revision,
    OpaqueBytes title,
    List<GroupMember> members,
    @Nullable Boolean hasJoinLink) {
  /// Copies the list.
  public GroupView {
    members = List.copyOf(members);
  }
}
