package io.restante.gateway.directory;

import io.restante.contract.GroupId;
import io.restante.contract.UserId;
import io.restante.gateway.directory.GroupDecision.Changed;
import io.restante.gateway.directory.GroupDecision.Refused;
import io.restante.gateway.directory.GroupDecision.Unchanged;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Who may change a group, and what follows. Pure: a group as it stands goes in, a decision comes
/// out.
///
/// What always holds: a group that has not ended has an admin and at most [Groups#MEMBERS_MAX]
/// members, and a change raises the revision by exactly 1.
final class GroupRules {
  private static final int TIME_SHIFT = 16; // Where a UUIDv7 has its milliseconds.

  private GroupRules() {}

  /// Tells whether an id may become a new group's: the ids of groups that have ended are known for
  /// as long as this lets them through.
  static boolean isTimely(GroupId group, Instant now) {
    Instant made = Instant.ofEpochMilli(group.high() >>> TIME_SHIFT);
    return Duration.between(made, now).abs().compareTo(Groups.ID_TOLERANCE) <= 0;
  }

  /// A group is made.
  ///
  /// @param users those besides the creator
  /// @param candidates what is known of all of them, and of the creator
  static GroupDecision create(
      UserId creator, OpaqueBytes title, List<UserId> users, Map<UserId, Candidate> candidates) {
    Candidate self = candidates.get(creator);
    if (self == null) {
      return new Refused(GroupRefusal.CALLER_GONE);
    }
    if (!self.hasRoom()) {
      return new Refused(GroupRefusal.TOO_MANY_GROUPS);
    }
    GroupState alone = GroupState.before(title, creator).with(List.of(creator), GroupRole.ADMIN);
    return switch (add(alone, users, candidates)) {
      case Unchanged _ -> new Changed(alone.raised());
      case Changed changed -> changed;
      case Refused refused -> refused;
    };
  }

  static GroupDecision rename(GroupState group, UserId by, long revision, OpaqueBytes title) {
    Optional<Refused> refused = adminsOnly(group, by);
    if (refused.isPresent()) {
      return refused.get();
    }
    if (group.title().equals(title)) {
      return new Unchanged();
    }
    return group.revision() == revision
        ? new Changed(group.withTitle(title).raised())
        : new Refused(GroupRefusal.CHANGED_MEANWHILE);
  }

  /// What can be said to an addition before anybody is looked up.
  static Optional<Refused> mayAdd(GroupState group, UserId by, List<UserId> users) {
    return adminsOnly(group, by).or(() -> roomFor(group, users));
  }

  /// Users are added by somebody who [may][#mayAdd].
  ///
  /// @param candidates what is known of those who are new; who is missing is no user
  static GroupDecision add(
      GroupState group, List<UserId> users, Map<UserId, Candidate> candidates) {
    Optional<Refused> full = roomFor(group, users);
    if (full.isPresent()) {
      return full.get();
    }
    for (int i = 0; i < users.size(); i++) {
      Optional<GroupRefusal> refusal =
          group.has(users.get(i)) ? Optional.empty() : judge(candidates.get(users.get(i)));
      if (refusal.isPresent()) {
        return new Refused(refusal.get(), i);
      }
    }
    List<UserId> newcomers = newcomers(group, users);
    return newcomers.isEmpty()
        ? new Unchanged()
        : new Changed(group.with(newcomers, GroupRole.MEMBER).raised());
  }

  private static Optional<GroupRefusal> judge(@Nullable Candidate candidate) {
    if (candidate == null) {
      return Optional.of(GroupRefusal.UNKNOWN_USER);
    }
    if (!candidate.allows()) {
      return Optional.of(GroupRefusal.ADDING_REFUSED);
    }
    return candidate.hasRoom() ? Optional.empty() : Optional.of(GroupRefusal.TOO_MANY_GROUPS);
  }

  /// Returns those who are not in it yet.
  static List<UserId> newcomers(GroupState group, List<UserId> users) {
    return users.stream().filter(user -> !group.has(user)).distinct().toList();
  }

  private static Optional<Refused> roomFor(GroupState group, List<UserId> users) {
    boolean isFull = group.members().size() + newcomers(group, users).size() > Groups.MEMBERS_MAX;
    return isFull ? Optional.of(new Refused(GroupRefusal.GROUP_FULL)) : Optional.empty();
  }

  static GroupDecision remove(GroupState group, UserId by, UserId member) {
    if (by.equals(member) && group.has(by)) {
      return new Changed(succeeded(group.without(member)).raised());
    }
    Optional<Refused> refused = adminsOnly(group, by);
    if (refused.isPresent()) {
      return refused.get();
    }
    // The removed member may know the join link, and must not come back by it.
    return group.has(member)
        ? new Changed(group.without(member).withLink(OpaqueBytes.EMPTY).raised())
        : new Unchanged();
  }

  /// Makes whoever has been there longest an admin if nobody is.
  private static GroupState succeeded(GroupState group) {
    return group.admins() > 0
        ? group
        : group.senior().map(it -> group.with(it.withRole(GroupRole.ADMIN))).orElse(group);
  }

  static GroupDecision setRole(GroupState group, UserId by, UserId user, GroupRole role) {
    Optional<Refused> refused = adminsOnly(group, by);
    if (refused.isPresent()) {
      return refused.get();
    }
    GroupMember member = group.members().get(user);
    if (member == null) {
      return new Refused(GroupRefusal.UNKNOWN_MEMBER);
    }
    if (member.role() == role) {
      return new Unchanged();
    }
    GroupState next = group.with(member.withRole(role));
    return next.admins() == 0 ? new Refused(GroupRefusal.LAST_ADMIN) : new Changed(next.raised());
  }

  static GroupDecision makeJoinLink(GroupState group, UserId by, Secret secret) {
    Optional<Refused> refused = adminsOnly(group, by);
    return refused.isPresent()
        ? refused.get()
        : new Changed(group.withLink(OpaqueBytes.copyOf(secret.sha256())).raised());
  }

  static GroupDecision endJoinLink(GroupState group, UserId by) {
    Optional<Refused> refused = adminsOnly(group, by);
    if (refused.isPresent()) {
      return refused.get();
    }
    return group.hasLink()
        ? new Changed(group.withLink(OpaqueBytes.EMPTY).raised())
        : new Unchanged();
  }

  /// What can be said to somebody who wants to join, before he is looked up: without the secret
  /// nothing but that there is no such group.
  static Optional<Refused> mayJoin(GroupState group, UserId by, Secret secret) {
    return secret.hasHash(group.linkHash().toByteArray())
        ? roomFor(group, List.of(by))
        : Optional.of(new Refused(GroupRefusal.UNKNOWN_GROUP));
  }

  /// Somebody joins who [may][#mayJoin]. Nobody else adds him, so his privacy settings don't count.
  static GroupDecision join(GroupState group, UserId by, Map<UserId, Candidate> candidates) {
    if (group.has(by)) {
      return new Unchanged();
    }
    Candidate self = candidates.get(by);
    if (self == null) {
      return new Refused(GroupRefusal.CALLER_GONE);
    }
    return self.hasRoom()
        ? new Changed(group.with(List.of(by), GroupRole.MEMBER).raised())
        : new Refused(GroupRefusal.TOO_MANY_GROUPS);
  }

  /// Whoever is not in a group is not told that it is there.
  private static Optional<Refused> adminsOnly(GroupState group, UserId by) {
    if (group.isAdmin(by)) {
      return Optional.empty();
    }
    boolean isMember = group.has(by);
    return Optional.of(new Refused(isMember ? GroupRefusal.NOT_ADMIN : GroupRefusal.UNKNOWN_GROUP));
  }
}
