package io.restante.it.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;

/// Hears what happens on one connection. Called on the channel's event loop.
public interface WebSocketListener {
  /// The code told to [#closed] when the connection broke without a close frame.
  int BROKEN = 1006;

  /// The handshake is done; messages may be written.
  void opened(Channel channel);

  /// One binary message has arrived.
  ///
  /// @param payload holds exactly the message; only valid during the call
  void message(Channel channel, ByteBuf payload);

  /// Everything that has arrived so far was handed over; a good moment to flush what was written.
  void batchEnded(Channel channel);

  /// The connection is over, or was never made. Called once.
  ///
  /// @param code the close code; an HTTP status below 1000 when the handshake was refused;
  ///   [#BROKEN] when there was none
  /// @param reason what the other side said, or a sentence about what broke
  void closed(int code, String reason);
}
