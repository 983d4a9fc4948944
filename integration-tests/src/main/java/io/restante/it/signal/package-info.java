/// The cryptography of a device, on libsignal: identities, PQXDH, double ratchets, safety numbers.
/// Knows no network and no clock; everything it must not forget is in a
/// [io.restante.it.vault.Vault] and counts from its commit on.
///
/// Reading order: [SignalCore] seals and opens letters; [Letter] and [Content] are what is inside,
/// [LetterCodec] their bytes; [KeyRing] makes a device's own keys and follows their age;
/// [SignalState] is what libsignal reads and writes; `Seen` tells a repeated number from a new one;
/// [LinkCode] and [Provision] bring a further device to the user's identity. [GroupCore] does the
/// same for [GroupLetter]s with sender keys, and [GroupTitle] seals titles for the server.
///
/// **Commit before anything leaves**: before a ciphertext is sent and before an envelope is
/// acknowledged. Then no ratchet key is used twice and no message is lost, wherever the process
/// ends.
///
/// The wire form of a ciphertext is one byte, 2 for a message of a session and 3 for one that
/// begins a session, and then libsignal's own bytes; for a group, libsignal's own bytes alone.
@NullMarked
package io.restante.it.signal;

import org.jspecify.annotations.NullMarked;
