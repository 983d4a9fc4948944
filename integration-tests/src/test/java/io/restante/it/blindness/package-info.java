/// The server is blind, and everybody sees only what is theirs: what a whole estate with accounts
/// keeps, prints and carries is searched for what it must never see.
///
/// Reading order: [Marked] is something to look for, [Forms] how it could be written, [Needles] the
/// search; [Relay] stands between devices and the node and keeps what passes.
@NullMarked
package io.restante.it.blindness;

import org.jspecify.annotations.NullMarked;
