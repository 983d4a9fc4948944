/// The delivery core: what one partition's owner does with every record, acknowledgement and tick.
///
/// Pure: no I/O, no clock, no threads. [DeliveryCore] takes events and returns [Action]s; a lane
/// performs them. The order of reading: [Action], [DeliveryCore], [Mailbox], [Sweep],
/// [MailboxIndex].
///
/// What the mailbox index holds is a function of the log read so far, and of nothing else: an
/// envelope puts its offset in, the tombstone that answers the offset takes it out. An
/// acknowledgement only makes a tombstone. So the index may be lost, or be old, at any time:
/// reading on from its position, or from the start of the log, ends in the same index.
@NullMarked
package io.restante.gateway.mailbox;

import org.jspecify.annotations.NullMarked;
