/// The server is blind, and everybody sees only what is theirs: what a whole estate with accounts
/// keeps, prints and carries is searched for what it must never see.
///
/// Reading order: [Marked] is something to look for, [Forms] how it could be written, [Needles] the
/// search; [Relays] stand between devices, node, brokers and stores and keep what passes, [Dialled]
/// shows that nothing goes past them.
@NullMarked
package io.restante.it.blindness;

import org.jspecify.annotations.NullMarked;
