/// From the log to the socket: lanes own partitions, read the log, and run the delivery core.
///
/// [Mailboxes] is the door for connections; [DeviceConnection] is what a lane needs of one.
@NullMarked
package io.restante.gateway.deliver;

import org.jspecify.annotations.NullMarked;
