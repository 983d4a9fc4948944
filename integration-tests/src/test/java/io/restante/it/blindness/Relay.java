package io.restante.it.blindness;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/// Stands on loopback between those who connect and a server, and keeps every byte that passes: a
/// file for each direction of each connection, `<n>.up` towards the server and `<n>.down` from it.
///
/// Thread-safe. A byte is in its file before it is passed on.
final class Relay implements AutoCloseable {
  private static final int BUFFER_BYTES = 16 * 1024;

  private final InetSocketAddress server;
  private final Path captures;
  private final ServerSocket door;
  private final AtomicInteger connections = new AtomicInteger();

  /// Opens a relay, on the server's own address.
  ///
  /// @param server where it leads; need not be there yet
  /// @param captures the directory for what passes
  Relay(InetSocketAddress server, Path captures) throws IOException {
    this.server = server;
    this.captures = Files.createDirectories(captures);
    this.door = new ServerSocket(0, 0, server.getAddress());
    Thread.ofVirtual().name("relay").start(this::admit);
  }

  /// Returns its own address, `host:port`.
  String address() {
    return server.getHostString() + ":" + port();
  }

  /// Returns its own port.
  int port() {
    return door.getLocalPort();
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
    String name = Integer.toString(connections.incrementAndGet());
    try (near;
        Socket far = new Socket(server.getAddress(), server.getPort())) {
      near.setTcpNoDelay(true);
      far.setTcpNoDelay(true);
      Thread back =
          Thread.ofVirtual().start(() -> pass(far, near, captures.resolve(name + ".down")));
      pass(near, far, captures.resolve(name + ".up"));
      back.join();
    } catch (IOException e) {
      // The server is away: the other side sees its connection end.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void pass(Socket from, Socket to, Path capture) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (OutputStream file = Files.newOutputStream(capture)) {
      InputStream in = from.getInputStream();
      int read = in.read(buffer);
      while (read > 0) {
        file.write(buffer, 0, read);
        to.getOutputStream().write(buffer, 0, read);
        read = in.read(buffer);
      }
      to.shutdownOutput();
    } catch (IOException e) {
      end(to);
    }
  }

  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
