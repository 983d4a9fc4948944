package io.restante.gateway.mailbox;

import io.restante.contract.AuditSample;

/// The bounds of a delivery core.
///
/// @param windowEnvelopes how many envelopes a device may have unacknowledged, 1 or more
/// @param windowBytes how many bytes of envelopes a device may have unacknowledged; one envelope is
///   always let through
/// @param ackTimeoutMs how long a device may leave envelopes unacknowledged without any progress
///   before it is closed as a slow reader, milliseconds; also how long one is kept that says it has
///   stored what this node has not read
/// @param holdMs how long a sweep waits at a chunk for devices whose window is full, milliseconds
/// @param seekGap how many offsets a sweep reads through rather than seeks over
/// @param rollAfterMs the topic's `segment.ms` and a margin: an append this much later than a
///   tombstone is sure to have closed the tombstone's segment, milliseconds
/// @param expireAfterMs how long an envelope is kept, milliseconds
/// @param expiryIntervalMs how often the head of the log is searched for what has expired,
///   milliseconds
/// @param remainderAfterMs how long the devices that share a record may take to acknowledge it
///   before it is noted who has not, milliseconds
/// @param budget what all devices of the node may have unacknowledged together
/// @param sample of which messages it is to be told how they came to their devices
public record CoreSettings(
    int windowEnvelopes,
    int windowBytes,
    long ackTimeoutMs,
    long holdMs,
    long seekGap,
    long rollAfterMs,
    long expireAfterMs,
    long expiryIntervalMs,
    long remainderAfterMs,
    DeliveryBudget budget,
    AuditSample sample) {
  /// Returns how many bytes of envelopes a device may have unacknowledged now.
  int windowBytesNow() {
    return budget.windowBytes(windowBytes);
  }
}
