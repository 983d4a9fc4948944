/// A minimal WebSocket client (RFC 6455) for devices and load: one connection, binary messages.
///
/// Written apart from the gateway's side on purpose, so that two implementations check each other.
/// [WebSocketClient] is the Netty handler, [WebSocketListener] hears what happens, [ClientFrames]
/// writes frames.
@NullMarked
package io.restante.it.websocket;

import org.jspecify.annotations.NullMarked;
