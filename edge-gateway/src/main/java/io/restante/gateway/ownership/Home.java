package io.restante.gateway.ownership;

import java.net.URI;

/// Where a partition is, as its owner has claimed it.
///
/// @param node the owner's name
/// @param address the WebSocket that devices connect to
/// @param epoch the generation of the group in which the owner was given the partition
public record Home(String node, URI address, long epoch) {}
