package io.restante.it.device;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.restante.it.polling.PollClient;
import io.restante.it.websocket.ClientFrames;
import io.restante.it.websocket.WebSocketClient;
import java.util.random.RandomGenerator;

/// What carries a connection's frames to the node and says goodbye. Runs on the device's event
/// loop.
sealed interface Carrier {
  /// Writes a frame without flushing it; drops it when there is no connection.
  void write(byte[] frame);

  /// Sends what was written.
  void flush();

  /// Stops or goes on reading.
  void read(boolean isReading);

  /// Says goodbye; the node then ends the connection.
  void close();

  /// Ends the connection without a word.
  void breakOff();

  /// Tells whether there is a connection to say goodbye on.
  boolean isOpen();

  /// Frames in the messages of a WebSocket.
  record OverWebSocket(Channel channel, RandomGenerator random) implements Carrier {
    @Override
    public void write(byte[] frame) {
      if (channel.isActive()) {
        ByteBuf out = channel.alloc().buffer(ClientFrames.HEADER_BYTES_MAX + frame.length);
        ClientFrames.binary(out, frame, random.nextInt());
        var _ = channel.write(out, channel.voidPromise());
      }
    }

    @Override
    public void flush() {
      channel.flush();
    }

    @Override
    public void read(boolean isReading) {
      channel.config().setAutoRead(isReading);
    }

    @Override
    public void close() {
      channel.pipeline().get(WebSocketClient.class).close(channel);
    }

    @Override
    public void breakOff() {
      var _ = channel.close();
    }

    @Override
    public boolean isOpen() {
      return channel.isActive();
    }
  }

  /// Frames in the bodies of HTTP requests.
  record OverPolls(PollClient client) implements Carrier {
    @Override
    public void write(byte[] frame) {
      client.write(frame);
    }

    @Override
    public void flush() {
      client.flush();
    }

    @Override
    public void read(boolean isReading) {
      client.read(isReading);
    }

    @Override
    public void close() {
      client.close();
    }

    @Override
    public void breakOff() {
      client.breakOff();
    }

    @Override
    public boolean isOpen() {
      return true;
    }
  }
}
