/// Presence, as far as a node has to do with it: it says which of its devices come and leave, and
/// whom they watch. What becomes of that is the topology's business; what devices are told comes
/// back as signals.
///
/// [Presences] is the door for connections. [PresenceExchange] puts the room together:
/// [SessionJournal] holds what is to be said of each device until the log has it, [PresenceWriter]
/// appends, and never waits.
@NullMarked
package io.restante.gateway.presence;

import org.jspecify.annotations.NullMarked;
