package io.restante.streams.presence;

/// What presence has to know of its surroundings.
///
/// @param gateway the fleet whose claims in `gateway.ownership` count
/// @param partitions how many partitions `messaging.envelopes` and all topics by user have
/// @param insyncReplicas how many copies of a changelog record there must be, 1 or more
record PresenceFacts(String gateway, int partitions, int insyncReplicas) {}
