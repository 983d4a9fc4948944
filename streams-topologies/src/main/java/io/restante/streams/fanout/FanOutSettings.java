package io.restante.streams.fanout;

import io.restante.contract.AuditTrail;
import io.restante.streams.fanout.rules.Limits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How a fan-out is to be.
///
/// @param partitions how many `messaging.envelopes` has
/// @param limits the bounds of a task
/// @param segment when a segment of the changelog of those that wait closes, as one of
///   `messaging.group-envelopes` does
/// @param insyncReplicas how many copies of a changelog record there must be, 1 or more
/// @param commits tells from where on a task's inputs come
/// @param audit is told of messages on their way to members; null for nobody
record FanOutSettings(
    int partitions,
    Limits limits,
    Duration segment,
    int insyncReplicas,
    CommitReader commits,
    @Nullable AuditTrail audit) {}
