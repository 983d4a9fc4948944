package io.restante.gateway.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.gateway.listener.TestPoller.Answer;
import io.restante.gateway.session.CloseReason;
import io.restante.gateway.session.SessionLimits;
import io.restante.protocol.v1.Ping;
import io.restante.protocol.v1.Pong;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Polls that break the rules: each gets the answer that docs/protocol.md says, and a connection
/// beside it goes on.
final class PollBadInputTest {
  private static final int CONNECTIONS_MAX = 16;
  private static final long PATIENCE_NANOS = 20_000_000_000L;
  private static final SocketLimits USUAL = SocketLimits.DEFAULT;
  private static final SocketLimits HASTY =
      new SocketLimits(
          USUAL.frameBytesMax(),
          Duration.ofMillis(1),
          USUAL.unwritableTimeout(),
          USUAL.closeTimeout(),
          USUAL.writeBytesLow(),
          USUAL.writeBytesHigh());

  private final FakeNode node;
  private final Path folder;
  private GatewayListener listener;
  private InetSocketAddress address = new InetSocketAddress(0);

  PollBadInputTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    node = new FakeNode(folder);
    listener = listener(USUAL, PollLimits.DEFAULT, SessionLimits.DEFAULT);
  }

  private GatewayListener listener(SocketLimits socket, PollLimits poll, SessionLimits session) {
    return new GatewayListener(
        new ListenerSettings(
            TransportHere.address(), Transport.NIO, 2, CONNECTIONS_MAX, socket, session, poll),
        node.ports(),
        new DeliveryWindow(256, 1 << 20),
        null);
  }

  @BeforeEach
  void start() throws IOException {
    address = listener.start();
  }

  @AfterEach
  void stop() {
    listener.close();
    assertThat(listener.metrics().value(ListenerMeter.BUGS)).isZero();
    assertThat(listener.connections()).isZero();
    assertThat(node.closings()).isEqualTo(node.openings());
    assertThat(folder).exists();
  }

  @Test
  void requestsThatAreNoPollsAreRefused() throws Exception {
    String known = welcomed();
    String none = "0".repeat(32);
    String numbers = TestPoller.numbers(1, 1);
    String bearer = "Authorization: Bearer ";
    assertRefused(PollRefusal.METHOD, "PUT /v1/poll HTTP/1.1\r\n\r\n");
    assertRefused(PollRefusal.HEADERS, "POST /v1/poll HTTP/1.1\r\n\r\n");
    assertRefused(PollRefusal.HEADERS, post("Restante-Sending: 1\r\nRestante-Expecting: x\r\n"));
    assertRefused(PollRefusal.HEADERS, post("Restante-Sending: 0\r\nRestante-Expecting: 1\r\n"));
    assertRefused(PollRefusal.HEADERS, post(numbers + "Restante-Wait: 3601\r\n"));
    assertRefused(PollRefusal.HEADERS, post(TestPoller.numbers(2, 1)));
    assertRefused(PollRefusal.HEADERS, post(numbers + bearer + "secret\r\n"));
    assertRefused(PollRefusal.HEADERS, "DELETE /v1/poll HTTP/1.1\r\n\r\n");
    assertRefused(PollRefusal.GONE, post(numbers + bearer + none + "\r\n"));
    assertRefused(PollRefusal.GAP, post(TestPoller.numbers(3, 2) + bearer + known + "\r\n"));
    assertRefused(PollRefusal.GAP, post(TestPoller.numbers(2, 3) + bearer + known + "\r\n"));
    assertRefused(PollRefusal.TOO_LARGE, post(numbers + "Content-Length: 1027\r\n"));
    assertRefused(
        PollRefusal.TOO_LARGE,
        post(TestPoller.numbers(2, 2) + bearer + known + "\r\nContent-Length: 132097\r\n"));
    assertRefused(
        PollRefusal.TOO_LARGE,
        post(numbers + "Transfer-Encoding: chunked\r\n") + "403\r\n" + "x".repeat(0x403) + "\r\n");
    assertRefused(PollRefusal.HEADERS_TOO_LONG, post("X: " + "x".repeat(9_000) + "\r\n" + numbers));
    assertAlive(known);
  }

  @Test
  void secondRequestOnASocketThatWaitsIsRefused() throws Exception {
    String token = welcomed();
    try (TestPoller device = new TestPoller(address)) {
      device.poll(token, 2, 2);
      device.poll(token, 2, 2);
      assertThat(device.read().status()).isEqualTo(PollRefusal.TOO_EARLY.status());
      assertThat(device.isClosed()).isTrue();
    }
    assertAlive(token);
  }

  @Test
  void socketThatSpokeHttpBeforeMayOnlyPoll() throws Exception {
    try (TestPoller device = new TestPoller(address)) {
      assertThat(device.hello(node.ticket(node.newAddress())).status()).isEqualTo(200);
      device.write(TestDevice.request("/v1", "restante.v1"));
      assertThat(device.read().status()).isEqualTo(404);
    }
  }

  @Test
  void ticketsThatDoNotHoldAreRefusedWithTheirCode() throws Exception {
    assertClosed(CloseReason.TICKET_MALFORMED, 401, hello(new byte[] {1}));
    assertClosed(CloseReason.TICKET_EXPIRED, 401, hello(node.ticket(FakeNode.CELL, FakeNode.NOW)));
    assertClosed(
        CloseReason.TICKET_FOREIGN_CELL,
        401,
        hello(node.ticket("elsewhere", FakeNode.NOW.plusSeconds(60))));
    var removed = node.newAddress();
    node.remove(removed);
    assertClosed(CloseReason.DEVICE_REMOVED, 403, hello(node.ticket(removed)));
    try (TestPoller device = new TestPoller(address)) {
      device.poll(null, 1, 1, new Ping(1L));
      assertClosed(CloseReason.HELLO_EXPECTED, 400, device.read());
    }
    awaitNoConnection();
  }

  /// Waits for what the node does after it has answered.
  private void awaitNoConnection() {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (listener.connections() != 0 && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(listener.connections()).isZero();
  }

  @Test
  void framesThatAreNoneEndTheConnection() throws Exception {
    String beside = welcomed();
    for (byte[] body :
        new byte[][] {{}, {2}, {1}, {(byte) 0x80}, {4, 0}, {2, 1}, {2, (byte) 0x80}}) {
      String token = welcomed();
      try (TestPoller device = new TestPoller(address)) {
        device.post(token, TestPoller.numbers(2, 2) + "Restante-Wait: 0\r\n", body);
        Answer answer = device.read();
        if (body.length == 0) {
          assertThat(answer.status()).isEqualTo(200);
          device.poll(token, 2, 2, TestDevice.hello(new byte[] {1}, null));
          assertClosed(CloseReason.HELLO_REPEATED, 400, device.read());
        } else {
          assertClosed(CloseReason.MALFORMED_FRAME, 400, answer);
        }
      }
    }
    String token = welcomed();
    try (TestPoller device = new TestPoller(address)) {
      device.poll(token, 2, 2, TestDevice.ack(5));
      assertClosed(CloseReason.ACK_FROM_THE_FUTURE, 400, device.read());
    }
    assertAlive(beside);
  }

  @Test
  void messageOfMoreThanTheLimitEndsTheConnection() throws Exception {
    String token = welcomed();
    try (TestPoller device = new TestPoller(address)) {
      device.poll(token, 2, 2, (Object) new byte[131_073]);
      assertClosed(CloseReason.MESSAGE_TOO_LARGE, 413, device.read());
    }
  }

  @Test
  void placesAreSharedWithWebSockets() throws Exception {
    String first = welcomed();
    for (int i = 2; i < CONNECTIONS_MAX; i++) {
      assertThat(welcomed()).isNotEqualTo(first);
    }
    try (TestDevice device = TestDevice.upgrade(address)) {
      assertThat(listener.connections()).isEqualTo(CONNECTIONS_MAX);
      assertThat(device).isNotNull();
      Answer full = hello(node.ticket(node.newAddress()));
      assertThat(full.status()).isEqualTo(503);
      assertThat(full.header("Retry-After")).isEqualTo("10");
    }
    assertAlive(first);
  }

  @Test
  void deviceThatDoesNotPollIsGone() throws Exception {
    restart(new PollLimits(Duration.ofMillis(1), Duration.ofMillis(1)), SessionLimits.DEFAULT);
    try (TestPoller device = new TestPoller(address)) {
      Answer hello = device.hello(node.ticket(node.newAddress()));
      assertThat(FakeNode.next(node.closed)).isSameAs(node.nextOpened());
      try (TestPoller again = new TestPoller(address)) {
        assertThat(again.ask(hello.token(), 2, 2).status()).isEqualTo(410);
      }
    }
  }

  @Test
  void pollIsHeldForSomeTimeOnly() throws Exception {
    restart(new PollLimits(Duration.ofMillis(1), Duration.ofMinutes(1)), SessionLimits.DEFAULT);
    String token = welcomed();
    try (TestPoller device = new TestPoller(address)) {
      device.poll(token, 2, 2);
      Answer answer = device.read();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.frames()).isEmpty();
    }
  }

  @Test
  void tooManyRequestsAreRefused() throws Exception {
    SessionLimits usual = SessionLimits.DEFAULT;
    restart(
        PollLimits.DEFAULT,
        new SessionLimits(usual.helloTimeout(), usual.idleTimeout(), 1, 1, 1, 1));
    try (TestPoller device = new TestPoller(address)) {
      Answer hello = device.hello(node.ticket(node.newAddress()));
      device.poll(hello.token(), 2, 2);
      Answer answer = device.read();
      assertThat(answer.status()).isEqualTo(429);
      assertThat(answer.header("Retry-After")).isEqualTo("1");
      assertThat(answer.header("Restante-Close")).isEmpty();
    }
  }

  @Test
  void slowRequestIsCutOff() throws Exception {
    restart(HASTY, PollLimits.DEFAULT, SessionLimits.DEFAULT);
    try (TestPoller device = new TestPoller(address)) {
      device.write(post(TestPoller.numbers(1, 1) + "Content-Length: 9\r\n"));
      assertThat(device.isClosed()).isTrue();
    }
  }

  private void restart(PollLimits poll, SessionLimits session) throws IOException {
    restart(USUAL, poll, session);
  }

  private void restart(SocketLimits socket, PollLimits poll, SessionLimits session)
      throws IOException {
    listener.close();
    listener = listener(socket, poll, session);
    address = listener.start();
  }

  private static String post(String headers) {
    return "POST /v1/poll HTTP/1.1\r\n" + headers + "\r\n";
  }

  private String welcomed() throws IOException {
    Answer answer = hello(node.ticket(node.newAddress()));
    assertThat(answer.status()).isEqualTo(200);
    return answer.token();
  }

  private Answer hello(byte[] ticket) throws IOException {
    try (TestPoller device = new TestPoller(address)) {
      return device.hello(ticket);
    }
  }

  private void assertRefused(PollRefusal refusal, String request) throws IOException {
    try (TestPoller device = new TestPoller(address)) {
      device.write(request);
      Answer answer = device.read();
      assertThat(answer.status()).as(request).isEqualTo(refusal.status());
      assertThat(answer.text()).isEqualTo(refusal.text() + "\n");
      assertThat(device.isClosed()).isTrue();
    }
  }

  private static void assertClosed(CloseReason reason, int status, Answer answer) {
    assertThat(answer.status()).isEqualTo(status).isEqualTo(PollAnswer.status(reason));
    assertThat(answer.header("Restante-Close")).isEqualTo(String.valueOf(reason.code()));
  }

  private void assertAlive(String token) throws IOException {
    try (TestPoller device = new TestPoller(address)) {
      device.poll(token, 2, 2, new Ping(1L));
      assertThat(device.read().frames()).singleElement().isInstanceOf(Pong.class);
    }
  }
}
