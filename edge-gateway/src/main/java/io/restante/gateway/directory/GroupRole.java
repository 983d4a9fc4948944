package io.restante.gateway.directory;

/// What a member of a group may do.
public enum GroupRole {
  /// Take part, and leave.
  MEMBER,
  /// Change the group and its members too.
  ADMIN
}
