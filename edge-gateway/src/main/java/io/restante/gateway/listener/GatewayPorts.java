package io.restante.gateway.listener;

import io.restante.gateway.deliver.Mailboxes;
import io.restante.gateway.login.RemovedDevices;
import io.restante.gateway.login.TicketVerifier;
import io.restante.gateway.presence.Presences;
import io.restante.gateway.send.Appender;
import io.restante.gateway.signal.Signals;
import java.time.InstantSource;

/// The doors from the listener to the rest of the node.
///
/// @param tickets judges tickets
/// @param removed knows whose tickets are refused all the same
/// @param mailboxes where devices' mailboxes are opened
/// @param appender takes what devices send
/// @param signals takes and gives what is only true for a moment
/// @param presences hears which devices come and leave, and whom they watch
/// @param clock the node's clock
public record GatewayPorts(
    TicketVerifier tickets,
    RemovedDevices removed,
    Mailboxes mailboxes,
    Appender appender,
    Signals signals,
    Presences presences,
    InstantSource clock) {}
