package io.restante.gateway.deliver;

import io.restante.gateway.mailbox.CoreSettings;
import java.time.Duration;
import java.util.UUID;

/// What the lanes of a node have in common.
///
/// @param bootstrapServers the brokers
/// @param group the consumer group, `gateway-<name>`
/// @param node the node's name, for the group's member list
/// @param log the id of the topic `messaging.envelopes`: offsets belong to it
/// @param partitions how many partitions the topic has
/// @param core the bounds of each partition's delivery core
/// @param sessionTimeout how long the group waits for a node that was killed
/// @param checkpointInterval how often an index is made durable
/// @param checkpointChanges an index is made durable at the latest after so many changes
/// @param tombstoneRetention the topic's `delete.retention.ms`: an index that was away for longer
///   may have missed tombstones and is rebuilt
public record LaneSettings(
    String bootstrapServers,
    String group,
    String node,
    UUID log,
    int partitions,
    CoreSettings core,
    Duration sessionTimeout,
    Duration checkpointInterval,
    int checkpointChanges,
    Duration tombstoneRetention) {}
