package io.restante.gateway.directory;

import io.restante.contract.GroupId;

/// How far a group is. Immutable.
///
/// @param group which group
/// @param revision rises by 1 with every change
public record GroupStand(GroupId group, long revision) {}
