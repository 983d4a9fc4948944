package io.restante.gateway.frame;

/// Whom a conversation is with: a user or a group, by its id.
///
/// @param high the first 8 bytes, network byte order
/// @param low the last 8 bytes, network byte order
public record Peer(long high, long low) {}
