/// Who owns which partition, across the nodes of a gateway: what this node claims, what the others
/// have claimed, and so where a device that is not at home here has to go.
///
/// The truth about this node is its consumer group's and stands in the lanes. This room carries it
/// to the others through the topic `gateway.ownership`. A claim bears the generation of the group
/// in which the partition was given as its *epoch*; of all claims in the log the one with the
/// highest epoch holds, wherever it stands, so a node that was stopped for a while and does not
/// know yet that it owns nothing any more can mislead nobody.
/// - [io.restante.gateway.ownership.OwnershipTable]: what the log says, a pure table.
/// - [io.restante.gateway.ownership.OwnershipLog]: the thread that reads the log and writes claims.
/// - [io.restante.gateway.ownership.Home]: where a partition is.
@NullMarked
package io.restante.gateway.ownership;

import org.jspecify.annotations.NullMarked;
