package io.restante.it.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What clients and servers see through the proxy, on real sockets.
@Timeout(60)
final class FaultProxyTest {
  private static final int MANY_BYTES = 8 << 20;
  private static final int PATIENCE_MS = 20_000;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private ServerSocket listener;
  private FaultProxy proxy;

  /// Both ends of a connection through the proxy.
  private record Line(Socket client, Socket server) {}

  @BeforeEach
  void listen() throws IOException {
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    InetSocketAddress target = (InetSocketAddress) listener.getLocalSocketAddress();
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    proxy = FaultProxy.start(any, () -> target, 1);
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
    listener.close();
    threads.shutdownNow();
  }

  /// Weather that changes bytes' times and must not change the bytes.
  @SuppressWarnings("ImmutableEnumChecker") // a record of values is immutable
  enum Harmless {
    CLEAR(Weather.CLEAR, MANY_BYTES),
    LATE(Weather.late(Duration.ofMillis(2), Duration.ofMillis(3)), MANY_BYTES),
    SLOW(Weather.slow(1_000_000), 200_000);

    private final Weather weather;
    private final int bytes;

    Harmless(Weather weather, int bytes) {
      this.weather = weather;
      this.bytes = bytes;
    }
  }

  @ParameterizedTest
  @EnumSource
  void bytesArriveAsTheyWereSentBothWays(Harmless how) throws Exception {
    Line line = connect();
    for (Direction direction : Direction.values()) {
      proxy.change(direction, how.weather);
    }

    Future<?> up = send(line.client(), how.bytes, 1);
    Future<?> down = send(line.server(), how.bytes, 2);
    Future<byte[]> atClient = threads.submit(() -> line.client().getInputStream().readAllBytes());

    assertThat(line.server().getInputStream().readAllBytes()).isEqualTo(random(how.bytes, 1));
    assertThat(atClient.get()).isEqualTo(random(how.bytes, 2));
    up.get();
    down.get();
  }

  @Test
  void blackHoleHoldsOneDirectionAndNotTheOther() throws Exception {
    Line line = connect();
    proxy.change(Direction.TO_CLIENT, Weather.BLACK_HOLE);

    say(line.server(), "held");
    for (int i = 0; i < 100; i++) {
      say(line.client(), "ping");
      assertThat(hear(line.server(), 4)).isEqualTo("ping");
    }

    assertThat(line.client().getInputStream().available()).isZero();
    proxy.calm();
    assertThat(hear(line.client(), 4)).isEqualTo("held");
  }

  @Test
  void blackHoleHidesTheEndUntilItIsOver() throws Exception {
    Line line = connect();
    proxy.change(Direction.TO_CLIENT, Weather.BLACK_HOLE);

    line.server().setSoLinger(true, 0);
    line.server().close();
    proxy.change(Direction.TO_SERVER, Weather.CLEAR);
    say(line.client(), "nobody hears");

    assertThat(line.client().getInputStream().available()).isZero();
    proxy.calm();
    assertIsReset(line.client());
  }

  @Test
  void slowReaderStopsTheWriterInsteadOfFillingMemory() throws Exception {
    Line line = connect();
    proxy.change(Direction.TO_SERVER, Weather.BLACK_HOLE);

    Future<?> writing = send(line.client(), 4 * MANY_BYTES, 3);
    while (proxy.heldBytesMost() < Flow.READ_BYTES && !writing.isDone()) {
      Thread.onSpinWait();
    }
    assertThat(writing.isDone()).isFalse();
    proxy.change(Direction.TO_SERVER, Weather.late(Duration.ofMillis(1), Duration.ZERO));
    byte[] read = line.server().getInputStream().readAllBytes();

    assertThat(read).isEqualTo(random(4 * MANY_BYTES, 3));
    assertThat(proxy.heldBytesMost())
        .isBetween(Flow.READ_BYTES, Flow.HELD_BYTES_MAX + Flow.READ_BYTES);
  }

  @Test
  void halfClosedConnectionStillAnswers() throws Exception {
    Line line = connect();

    say(line.client(), "last words");
    line.client().shutdownOutput();

    assertThat(line.server().getInputStream().readAllBytes())
        .isEqualTo("last words".getBytes(UTF_8));
    say(line.server(), "heard");
    line.server().close();
    assertThat(line.client().getInputStream().readAllBytes()).isEqualTo("heard".getBytes(UTF_8));
  }

  @Test
  void resetBreaksBothSides() throws Exception {
    Line line = connect();

    proxy.reset();

    assertIsReset(line.client());
    assertIsReset(line.server());
  }

  @Test
  void serversResetReachesTheClient() throws Exception {
    Line line = connect();

    line.server().setSoLinger(true, 0);
    line.server().close();

    assertIsReset(line.client());
  }

  @Test
  void clientLeftAloneLearnsNothingUntilTheCalm() throws Exception {
    Line line = connect();

    proxy.leaveAlone(Direction.TO_CLIENT);

    assertIsReset(line.server());
    say(line.client(), "into the void");
    assertThat(line.client().getInputStream().available()).isZero();
    Line next = connect();
    say(next.client(), "hello");
    assertThat(hear(next.server(), 5)).isEqualTo("hello");

    proxy.calm();
    assertIsReset(line.client());
    say(next.client(), "again");
    assertThat(hear(next.server(), 5)).isEqualTo("again");
  }

  @Test
  void serverLeftAloneLearnsNothingUntilTheCalm() throws Exception {
    Line line = connect();

    proxy.leaveAlone(Direction.TO_SERVER);

    assertIsReset(line.client());
    say(line.server(), "into the void");
    proxy.calm();
    assertIsReset(line.server());
  }

  @Test
  void refusedConnectionsAreReset() throws Exception {
    proxy.refuse(true);
    try (Socket refused = dial()) {
      assertIsReset(refused);
    }

    proxy.calm();
    say(connect().client(), "in again");
  }

  @Test
  void clientIsResetWhenNobodyListensBehind() throws Exception {
    listener.close();

    try (Socket client = dial()) {
      assertIsReset(client);
    }
  }

  private Line connect() throws Exception {
    Future<Socket> accepting = threads.submit(listener::accept);
    Socket client = dial();
    Socket server = accepting.get();
    server.setTcpNoDelay(true);
    server.setSoTimeout(PATIENCE_MS);
    // Once a byte has come through, the proxy carries both ways.
    say(client, "?");
    assertThat(hear(server, 1)).isEqualTo("?");
    return new Line(client, server);
  }

  private Socket dial() throws IOException {
    Socket client = new Socket(proxy.address().getAddress(), proxy.address().getPort());
    client.setTcpNoDelay(true);
    client.setSoTimeout(PATIENCE_MS);
    return client;
  }

  private Future<?> send(Socket socket, int bytes, long seed) {
    return threads.submit(
        () -> {
          try {
            socket.getOutputStream().write(random(bytes, seed));
            socket.shutdownOutput();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static byte[] random(int bytes, long seed) {
    byte[] random = new byte[bytes];
    new Random(seed).nextBytes(random);
    return random;
  }

  private static void say(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(UTF_8));
  }

  private static String hear(Socket socket, int bytes) throws IOException {
    InputStream in = socket.getInputStream();
    return new String(in.readNBytes(bytes), UTF_8);
  }

  private static void assertIsReset(Socket socket) {
    assertThatThrownBy(() -> assertThat(socket.getInputStream().read()).isEqualTo(-2))
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("reset");
  }
}
