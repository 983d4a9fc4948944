/// What devices need of an estate: tickets, and a view of the log that no device has.
///
/// [SignedTickets] signs tickets; [Envelopes] fills and reads `messaging.envelopes` beside the
/// gateway; [ProcessUsage] says what a process uses; [BytesOnDisk] searches directories.
@NullMarked
package io.restante.it.world;

import org.jspecify.annotations.NullMarked;
