package io.restante.gateway.api;

import io.restante.gateway.directory.OpaqueBytes;
import java.time.Instant;

/// A ticket, for the device that asked.
///
/// @param ticket for `Authorization: Bearer` and for HELLO
/// @param expiresAt when it stops being valid; get another before
/// @param gateway the WebSocket to connect to
public record TicketGrant(OpaqueBytes ticket, Instant expiresAt, String gateway) {}
