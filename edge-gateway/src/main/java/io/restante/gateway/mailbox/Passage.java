package io.restante.gateway.mailbox;

import io.restante.contract.UserId;

/// How a message came to a device. Times are milliseconds since 1970 UTC, exact to the core's
/// ticks.
///
/// @param user whose device it is
/// @param number the message's number in its conversation
/// @param acceptedMs when the log took the record, by the brokers' clocks
/// @param sentMs when it was given to the connection
/// @param wasConnected whether the device had connected before the log took it
/// @param storedMs when the device had stored it
public record Passage(
    UserId user, long number, long acceptedMs, long sentMs, boolean wasConnected, long storedMs) {}
