/// The Signal-protocol keys of devices: published by their owners, handed out to those who write to
/// them. Public keys only; no server ever has a private one.
///
/// [KeyStore] is the port. [ScyllaKeyStore] keeps the keys in the tables of `cql/keys.cql`:
///
/// ```
/// device_keys     (user, device)              -> registration id, identity,
///                                                signed pre-key, last resort
/// one_time_keys   (user, device, kind), id    -> key, signature
///                 (user, device, kind)        -> highest id ever published
/// ```
///
/// **A one-time key is handed out at most once.** Two rules make it so. A key is handed out only by
/// the claim whose conditional delete says that it was applied; a claim that cannot tell (a
/// time-out) leaves that key alone for ever and takes another. And a key never comes back: ids must
/// rise, and what is not above the highest id ever published of its kind is taken for a repeat and
/// left out, so that an upload can be repeated safely. Every write of those rows is conditional,
/// because conditional writes of a partition are ordered by the store; writes ordered by clocks,
/// which may be wrong, could undo them.
@NullMarked
package io.restante.gateway.keys;

import org.jspecify.annotations.NullMarked;
