package io.restante.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// Stands between a client and a server. What the client asks always arrives, so the server carries
/// it out; the answer is late at times, or never comes because the connection is cut.
final class FaultyProxy implements AutoCloseable {
  /// Enough harm, and an end to it, so that a test ends.
  private static final int CUTS_MAX = 12;

  private static final int DELAYS_MAX = 5;
  private static final int BUFFER_BYTES = 64 << 10;

  private final ServerSocket listener;
  private final InetSocketAddress server;
  private final Random random;
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger cuts = new AtomicInteger();
  private final AtomicInteger delays = new AtomicInteger();

  // Written by the test, read by the threads that carry answers.
  private volatile int cutOneIn;
  private volatile int delayOneIn;
  private volatile Duration delay = Duration.ZERO;

  /// Listens on the server's address, on a port the system chooses, without faults.
  FaultyProxy(InetSocketAddress server, long seed) throws IOException {
    this.server = server;
    this.random = new Random(seed);
    this.listener = new ServerSocket(0, 50, InetAddress.getByName(server.getHostString()));
    Thread.ofVirtual().name("proxy").start(this::accept);
  }

  InetSocketAddress address() {
    return InetSocketAddress.createUnresolved(server.getHostString(), listener.getLocalPort());
  }

  /// Begins to do harm; 0 is never.
  void harm(int answersPerCut, int answersPerDelay, Duration late) {
    delay = late;
    cutOneIn = answersPerCut;
    delayOneIn = answersPerDelay;
  }

  int connections() {
    return connections.get();
  }

  int cuts() {
    return cuts.get();
  }

  int delays() {
    return delays.get();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        connections.incrementAndGet();
        pass(client);
      }
    } catch (IOException e) {
      // Closed by the test; were it anything else, clients would find nobody and the test fail.
      return;
    }
  }

  private void pass(Socket client) throws IOException {
    Socket upstream;
    try {
      upstream = new Socket(server.getHostString(), server.getPort());
    } catch (IOException e) {
      // The server is not there, or not yet: for the client it is the same.
      client.close();
      return;
    }
    client.setTcpNoDelay(true);
    upstream.setTcpNoDelay(true);
    Thread.ofVirtual().start(() -> carry(client, upstream, false));
    Thread.ofVirtual().start(() -> carry(upstream, client, true));
  }

  private void carry(Socket from, Socket to, boolean areAnswers) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (areAnswers && cuts.get() < CUTS_MAX && strikes(cutOneIn)) {
          cuts.incrementAndGet();
          return;
        }
        if (areAnswers && delays.get() < DELAYS_MAX && strikes(delayOneIn)) {
          delays.incrementAndGet();
          LockSupport.parkNanos(delay.toNanos());
        }
        out.write(buffer, 0, read);
      }
    } catch (IOException e) {
      // One of them has gone; the other goes too.
      return;
    }
  }

  private boolean strikes(int oneIn) {
    synchronized (random) {
      return oneIn > 0 && random.nextInt(oneIn) == 0;
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
