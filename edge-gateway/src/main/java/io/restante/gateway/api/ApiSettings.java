package io.restante.gateway.api;

import io.restante.gateway.http.HttpLimits;
import java.net.InetSocketAddress;
import java.time.Duration;

/// The settings of the API.
///
/// @param address where to listen
/// @param cell the cell that tickets are for
/// @param ticketLifetime how long a ticket is valid
/// @param limits what the HTTP server takes
public record ApiSettings(
    InetSocketAddress address, String cell, Duration ticketLifetime, HttpLimits limits) {}
