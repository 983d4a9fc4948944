package io.restante.gateway.listener;

import io.restante.gateway.session.CloseReason;
import java.nio.ByteBuffer;

/// What speaks over one connection. Every method runs on the connection's event loop; what it
/// writes is flushed by the caller.
interface WebSocketApp {
  /// The connection is open.
  void onOpen(DeviceSocket socket);

  /// A whole binary message has come.
  ///
  /// @param message the message's own bytes; the app may keep them
  void onMessage(ByteBuffer message);

  /// A whole text message has come, valid UTF-8. Only called when [#isTextRead].
  void onText(ByteBuffer message);

  /// Tells whether text messages are read at all.
  boolean isTextRead();

  /// Returns how large a message may be now, bytes.
  int messageBytesMax();

  /// A ping or pong has come.
  void onSignOfLife();

  /// The socket layer wants the connection ended. Must lead to [DeviceSocket#close].
  void onBroken(CloseReason reason);

  /// The connection is gone, or the device closes it. Called once, and not after a close of the
  /// app's own.
  void onLost();

  /// Called once a second.
  ///
  /// @param isReading whether the socket is being read
  void onTick(long nowMs, boolean isReading);
}
