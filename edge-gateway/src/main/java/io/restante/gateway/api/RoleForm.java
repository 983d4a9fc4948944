package io.restante.gateway.api;

import io.restante.gateway.directory.GroupRole;

/// Gives a member a role.
///
/// @param role what the member may do
public record RoleForm(GroupRole role) {}
