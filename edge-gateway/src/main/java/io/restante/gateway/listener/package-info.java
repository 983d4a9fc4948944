/// Sockets: accepts connections, upgrades them to WebSocket, and is the thin shell around sessions.
///
/// In order of reading: [WebSocketServer] accepts; [HttpUpgrade] speaks HTTP until the upgrade,
/// then leaves the pipeline with all of Netty's HTTP; [WebSocketHandler] alone stays and does RFC
/// 6455 with the help of [WebSocketReader]; above it a [WebSocketApp] gets whole messages. Long
/// polling is the other transport: [PollHandler] reads requests off a socket, [PollSocket] is what
/// they add up to. [DeviceLink] is the app that performs a session's actions on either, a
/// [DeviceSocket]; [GatewayListener] puts it all together.
///
/// A connection belongs to one event loop and is touched by no other thread; what lanes and the log
/// have to say comes through [Inbox]. Time-outs are looked after by one [LoopScan] for each event
/// loop, not by timers of each connection. An idle connection holds no buffer.
@NullMarked
package io.restante.gateway.listener;

import org.jspecify.annotations.NullMarked;
