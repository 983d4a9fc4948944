/// The edge gateway: holds the sockets, appends what devices send, delivers what the log holds for
/// them.
///
/// Rooms in order of reading: `frame`, `login`, `session`, `listener` (from the socket inwards);
/// `send` (into the log); `mailbox`, `index`, `deliver` (out of the log). Here they are put
/// together.
@NullMarked
package io.restante.gateway;

import org.jspecify.annotations.NullMarked;
