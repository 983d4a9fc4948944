package io.restante.gateway.api;

import io.restante.gateway.directory.Directory;
import io.restante.gateway.keys.KeyStore;
import io.restante.gateway.limit.Limits;
import io.restante.gateway.login.RemovedDevices;
import io.restante.gateway.login.TicketSigner;
import io.restante.gateway.login.TicketVerifier;
import java.time.InstantSource;

/// What stands behind the calls.
///
/// @param directory users, devices, links, contacts
/// @param keys the keys of devices
/// @param limits against enumeration and draining
/// @param tickets judges tickets
/// @param removed knows whose tickets are refused all the same
/// @param signer makes tickets
/// @param keysLow told when a device should publish more keys
/// @param clock the node's clock
public record ApiPorts(
    Directory directory,
    KeyStore keys,
    Limits limits,
    TicketVerifier tickets,
    RemovedDevices removed,
    TicketSigner signer,
    KeysLow keysLow,
    InstantSource clock) {}
