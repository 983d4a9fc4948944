package io.restante.it.polling;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// What stands in some networks between devices and nodes: on demand it breaks every WebSocket, and
/// loses answers to other requests. Thread-safe.
final class Middlebox implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final Supplier<URI> gateway;
  private final ServerSocket door;
  private final Random random;
  private final Set<Socket> webSockets = ConcurrentHashMap.newKeySet();
  private volatile boolean breaksWebSockets; // written by tests, read by every thread
  private volatile int losesOneIn; // as breaksWebSockets

  Middlebox(Supplier<URI> gateway, long seed) throws IOException {
    this.gateway = gateway;
    this.random = new Random(seed);
    this.door = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().name("middlebox").start(this::admit);
  }

  /// Returns where devices connect.
  URI uri() {
    return URI.create("ws://127.0.0.1:" + door.getLocalPort() + gateway.get().getPath());
  }

  /// Breaks WebSockets, those that are open too, or lets them be.
  void breakWebSockets(boolean isBreaking) {
    breaksWebSockets = isBreaking;
    if (isBreaking) {
      webSockets.forEach(Middlebox::closeQuietly);
    }
  }

  /// Loses one in so many answers with their connection; 0 for none.
  void loseAnswers(int oneIn) {
    losesOneIn = oneIn;
  }

  @Override
  public void close() throws IOException {
    door.close();
  }

  private void admit() {
    while (!door.isClosed()) {
      try {
        Socket near = door.accept();
        Thread.ofVirtual().start(() -> join(near));
      } catch (IOException e) {
        if (!door.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void join(Socket near) {
    URI node = gateway.get();
    try (near;
        Socket far = new Socket(node.getHost(), node.getPort())) {
      near.setTcpNoDelay(true);
      far.setTcpNoDelay(true);
      byte[] first = new byte[BUFFER_BYTES];
      int length = near.getInputStream().read(first);
      if (length < 0) {
        return;
      }
      String head = new String(first, 0, length, StandardCharsets.ISO_8859_1);
      boolean isWebSocket = head.contains("Upgrade: websocket");
      if (isWebSocket) {
        webSockets.add(near);
        if (breaksWebSockets) {
          return;
        }
      }
      far.getOutputStream().write(first, 0, length);
      Thread back = Thread.ofVirtual().start(() -> pass(far, near, !isWebSocket));
      pass(near, far, false);
      back.join();
    } catch (IOException e) {
      return; // The node is away: the device sees its connection end.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      webSockets.remove(near);
    }
  }

  private void pass(Socket from, Socket to, boolean isAnswers) {
    byte[] bytes = new byte[BUFFER_BYTES];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
        int oneIn = losesOneIn;
        if (isAnswers && oneIn > 0 && random.nextInt(oneIn) == 0) {
          return;
        }
        to.getOutputStream().write(bytes, 0, length);
      }
    } catch (IOException e) {
      return; // The other direction sees it too.
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
