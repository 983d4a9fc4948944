/// Tickets: short-lived signed proof of (device address, epoch), checked without any store.
///
/// [TicketSigner] makes them, [TicketVerifier] judges them, [TicketKeys] keeps the keys in files.
/// To a device a ticket is opaque. Its layout, numbers big-endian:
///
/// ```
/// offset    bytes  field
/// 0         1      version, 1
/// 1         4      key id: which key signed it
/// 5         16     user id, a UUIDv7
/// 21        1      device id, 1 to 127
/// 22        8      epoch, 0 or more: raised when the device's older tickets must die
/// 30        8      expiry, seconds since 1970 UTC, 0 or more; no longer valid at that second
/// 38        1      n, the length of the cell's name, 1 to 32
/// 39        n      the cell's name, `a-z`, `0-9` and `-`, ASCII
/// 39 + n    64     Ed25519 signature (RFC 8032) over the 18 bytes `restante ticket v1`
///                  in ASCII, followed by all bytes of the ticket before the signature
/// ```
///
/// 104 to 135 bytes, nothing may follow. The words in front of what is signed keep a signature that
/// the same key made for another purpose from passing as a ticket's.
@NullMarked
package io.restante.gateway.login;

import org.jspecify.annotations.NullMarked;
