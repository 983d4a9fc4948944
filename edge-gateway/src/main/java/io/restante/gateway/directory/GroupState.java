package io.restante.gateway.directory;

import io.restante.contract.UserId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A group as it stands. Immutable: a change makes another.
///
/// @param revision 0 before it is made
/// @param title sealed
/// @param linkHash of the join link's secret; empty when there is no link
/// @param creator who made it; [UserId#NOBODY] once that member has left
/// @param members by user; none when the group has ended
record GroupState(
    long revision,
    OpaqueBytes title,
    OpaqueBytes linkHash,
    UserId creator,
    Map<UserId, GroupMember> members) {
  GroupState {
    members = Map.copyOf(members);
  }

  /// Returns a group that is about to be made.
  static GroupState before(OpaqueBytes title, UserId creator) {
    return new GroupState(0, title, OpaqueBytes.EMPTY, creator, Map.of());
  }

  boolean has(UserId user) {
    return members.containsKey(user);
  }

  boolean isAdmin(UserId user) {
    GroupMember member = members.get(user);
    return member != null && member.role() == GroupRole.ADMIN;
  }

  long admins() {
    return members.values().stream().filter(it -> it.role() == GroupRole.ADMIN).count();
  }

  Optional<GroupMember> senior() {
    return members.values().stream().min(GroupMember.BY_SENIORITY);
  }

  boolean hasLink() {
    return linkHash.size() > 0;
  }

  boolean hasEnded() {
    return members.isEmpty();
  }

  /// Returns the group with the next revision: the last step of every change.
  GroupState raised() {
    return new GroupState(revision + 1, title, linkHash, creator, members);
  }

  GroupState withTitle(OpaqueBytes newTitle) {
    return new GroupState(revision, newTitle, linkHash, creator, members);
  }

  GroupState withLink(OpaqueBytes newHash) {
    return new GroupState(revision, title, newHash, creator, members);
  }

  /// Returns the group with somebody new, who comes with the next revision.
  GroupState with(List<UserId> users, GroupRole role) {
    Map<UserId, GroupMember> more = new HashMap<>(members);
    users.forEach(user -> more.put(user, new GroupMember(user, role, revision + 1)));
    return withMembers(more);
  }

  GroupState with(GroupMember member) {
    Map<UserId, GroupMember> others = new HashMap<>(members);
    others.put(member.user(), member);
    return withMembers(others);
  }

  GroupState withMembers(Map<UserId, GroupMember> others) {
    return new GroupState(revision, title, linkHash, creator, others);
  }

  GroupState without(UserId user) {
    Map<UserId, GroupMember> rest = new HashMap<>(members);
    rest.remove(user);
    UserId known = creator.equals(user) ? UserId.NOBODY : creator;
    return new GroupState(revision, title, linkHash, known, rest);
  }
}
