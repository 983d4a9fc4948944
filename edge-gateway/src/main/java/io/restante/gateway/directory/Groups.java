package io.restante.gateway.directory;

import io.restante.contract.GroupId;
import io.restante.contract.UserId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The port over groups. What changes a group raises its revision by 1; what would change nothing
/// does not, and is answered as if it had been done now, so every change can be repeated.
public interface Groups {
  /// How many members a group may have.
  int MEMBERS_MAX = 1_024;

  /// How many groups a user may be in.
  int GROUPS_MAX = 1_000;

  /// How long a title may be, bytes.
  int TITLE_BYTES_MAX = 512;

  /// How far the time in a new group's id may be from now.
  Duration ID_TOLERANCE = Duration.ofDays(1);

  /// Makes a group, with its creator as admin. Made before by the same creator, who is still in it,
  /// it stays as it is now.
  ///
  /// @param group an id that the creator has chosen
  /// @param title sealed, at most 512 bytes
  /// @param members those besides the creator, at most 1,023, each once
  GroupAnswer<GroupStand> create(
      GroupId group, UserId creator, OpaqueBytes title, List<UserId> members);

  /// Returns a group as one of its members sees it; nothing for anybody else.
  Optional<GroupView> look(GroupId group, UserId by);

  /// Returns the groups that a user is in, in the order of their ids.
  List<GroupStand> list(UserId user);

  /// An admin replaces the title.
  ///
  /// @param revision the one that the admin knew
  GroupAnswer<GroupStand> rename(GroupId group, UserId by, long revision, OpaqueBytes title);

  /// An admin adds members: all of them, or nobody. Who is in it already stays as he is.
  ///
  /// @param users at most 1,023, each once
  GroupAnswer<GroupStand> add(GroupId group, UserId by, List<UserId> users);

  /// An admin removes a member, or a member leaves. When the last admin leaves, whoever has been
  /// there longest becomes one; with its last member the group ends. A removal ends the join link,
  /// which the removed member may know.
  ///
  /// @return the revision without the member
  GroupAnswer<GroupStand> remove(GroupId group, UserId by, UserId member);

  /// An admin gives a member a role.
  GroupAnswer<GroupStand> setRole(GroupId group, UserId by, UserId member, GroupRole role);

  /// An admin makes a join link; the one before works no more.
  GroupAnswer<NewJoinLink> makeJoinLink(GroupId group, UserId by);

  /// An admin ends the join link.
  GroupAnswer<GroupStand> endJoinLink(GroupId group, UserId by);

  /// Somebody joins who knows the join link's secret.
  GroupAnswer<GroupStand> join(GroupId group, UserId by, Secret secret);
}
