/// What senders know of their recipients' devices, beside the lists as they are: whoever is behind
/// is told, and what is for no device any more is thrown away. And how few one-time keys a device
/// has left. What is said goes through the log.
///
/// Read [Roster] first.
@NullMarked
package io.restante.gateway.roster;

import org.jspecify.annotations.NullMarked;
