package io.restante.streams.fanout.rules;

import io.restante.contract.UserId;

/// A member of a group.
///
/// @param user who it is
/// @param since the group's revision with which it came, 1 or more
public record Member(UserId user, long since) {}
