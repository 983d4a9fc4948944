/// What a device keeps on its own disk: a small encrypted store that survives the process at any
/// point.
///
/// One file, `state`, in a directory of mode 700:
///
/// ```
/// header   8 magic | 1 kind of key | 16 salt of the passphrase | 16 salt of this file
/// record   4 length | 4 CRC-32C of the length | length bytes: AES-256-GCM(changes), 16 bytes tag
/// ```
///
/// The key of a file is HKDF-SHA256(master key, salt of this file); the nonce of a record is its
/// place in the file, and the header is authenticated with each record. The first record is a
/// snapshot of everything, every further one a commit. A file is written by one process once: each
/// opening writes the next file beside it and moves it into place, so that no nonce comes twice
/// after a torn commit was cut off. What was overwritten stays in the file, encrypted, until then.
///
/// A copy of an older file put in its place is not noticed: that would take a counter outside.
@NullMarked
package io.restante.it.vault;

import org.jspecify.annotations.NullMarked;
