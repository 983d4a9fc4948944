/// Which devices users have now, as far as this node must know: it follows the changes of
/// everybody's device lists, refuses devices that were removed and empties their mailboxes, and
/// tells senders whose list of a recipient's devices is out of date.
///
/// The message path waits for none of this. Read [Roster] first.
@NullMarked
package io.restante.gateway.roster;

import org.jspecify.annotations.NullMarked;
