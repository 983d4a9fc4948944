/// Signals: what is only true for a moment, straight from the sender's node to its recipients'.
///
/// [Signals] is the door for connections. [SignalExchange] puts the room together: [SignalSender]
/// appends to `messaging.signals` and never waits, [SignalReader] reads the tails of the partitions
/// this node owns, [ConnectedDevices] knows who is here to be told. Nothing is kept for anybody.
@NullMarked
package io.restante.gateway.signal;

import org.jspecify.annotations.NullMarked;
