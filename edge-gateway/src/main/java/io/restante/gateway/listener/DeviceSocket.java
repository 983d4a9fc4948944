package io.restante.gateway.listener;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.restante.gateway.session.CloseReason;
import java.util.concurrent.Executor;

/// What a device's connection needs of the transport below it: a WebSocket, or long polling.
///
/// Every method but [#loop] runs on the connection's event loop.
interface DeviceSocket {
  /// Writes a whole WebSocket message without flushing it. Releases it when the connection is over.
  void write(ByteBuf frame);

  /// Sends what has been written since the last time.
  void flush();

  /// Tells whether what is written now will go out soon: nothing may wait that can do without.
  boolean isWritable();

  /// Writes MOVED.
  ///
  /// @param home the WebSocket of the node that serves the mailbox
  void move(String home);

  /// Pauses or resumes reading, for the app's own reasons.
  void setPaused(boolean isPaused);

  /// Reads on, or stops, after [#setPaused]. Not to be called while actions are still to be
  /// performed, because it decodes what waits.
  void updateReading();

  /// Tells the device why, and ends the connection.
  void close(CloseReason reason);

  /// Returns where connections run what comes from other threads.
  Executor loop();

  ByteBufAllocator alloc();

  /// Returns milliseconds of a clock that never goes back.
  long nowMs();
}
