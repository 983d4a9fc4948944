package io.restante.gateway.directory;

/// Why a change of a group was refused. Nothing of it has happened then.
public enum GroupRefusal {
  /// There is no such group, the caller is not in it, or the join link is another.
  UNKNOWN_GROUP,
  /// The group has no such member.
  UNKNOWN_MEMBER,
  /// The caller is a member, but no admin.
  NOT_ADMIN,
  /// There is no such user.
  UNKNOWN_USER,
  /// The user does not let the caller add him to groups.
  ADDING_REFUSED,
  /// A group needs an admin: the last one stays it until there is another.
  LAST_ADMIN,
  /// The group has another revision than the one that the caller knew.
  CHANGED_MEANWHILE,
  /// The group has as many members as there may be.
  GROUP_FULL,
  /// The user is in as many groups as one may be.
  TOO_MANY_GROUPS,
  /// Another group has the id, or had it.
  ID_TAKEN,
  /// The time in the group's id is too far from now.
  ID_UNTIMELY,
  /// The caller's own account is gone.
  CALLER_GONE
}
