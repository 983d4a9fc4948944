package io.restante.gateway.listener;

import io.restante.gateway.frame.WebSocketHeader;
import io.restante.gateway.session.CloseReason;
import io.restante.gateway.session.SessionLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// Sends every message back: the gateway's own WebSocket layer under Autobahn's test suite, which
/// `mvn -Pautobahn verify` runs. Reads text too, and messages of up to 16 MiB.
public final class EchoServer {
  private EchoServer() {}

  /// Serves until the process ends.
  ///
  /// @param args the port
  public static void main(String[] args) throws IOException, InterruptedException {
    var address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
    InetSocketAddress _ = newServer(address).start();
    new CountDownLatch(1).await();
  }

  static WebSocketServer newServer(InetSocketAddress address) {
    SocketLimits limits =
        new SocketLimits(
            16 << 20,
            Duration.ofSeconds(10),
            Duration.ofMinutes(1),
            Duration.ofSeconds(5),
            1 << 20,
            32 << 20);
    ListenerSettings settings =
        new ListenerSettings(
            address, Transport.EPOLL, 1, 100, limits, SessionLimits.DEFAULT, PollLimits.DEFAULT);
    return new WebSocketServer(
        settings,
        new WebSocketServer.Endpoint("/", null, null),
        _ -> new Echo(),
        new ListenerMetrics(),
        null);
  }

  private static final class Echo implements WebSocketApp {
    private @Nullable DeviceSocket socket;

    @Override
    public void onOpen(DeviceSocket opened) {
      socket = opened;
    }

    @Override
    public void onMessage(ByteBuffer message) {
      answer(WebSocketHeader.BINARY, message);
    }

    @Override
    public void onText(ByteBuffer message) {
      answer(WebSocketHeader.TEXT, message);
    }

    @Override
    public boolean isTextRead() {
      return true;
    }

    @Override
    public int messageBytesMax() {
      return 16 << 20;
    }

    @Override
    public void onSignOfLife() {}

    @Override
    public void onBroken(CloseReason reason) {
      socket().close(reason);
    }

    @Override
    public void onLost() {}

    @Override
    public void onTick(long nowMs, boolean isReading) {}

    private void answer(int opcode, ByteBuffer message) {
      socket().write(WebSocketFrames.frame(socket().alloc(), opcode, message));
    }

    private DeviceSocket socket() {
      DeviceSocket present = socket;
      if (present == null) {
        throw new IllegalStateException("not open");
      }
      return present;
    }
  }
}
