package io.restante.gateway.directory;

/// A join link that has just been made. Immutable.
///
/// @param revision of the group that has it
/// @param secret who knows it may join; it cannot be shown again
public record NewJoinLink(long revision, Secret secret) {}
