package io.restante.gateway.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.gateway.session.SessionLimits;
import io.restante.protocol.v1.Ping;
import io.restante.protocol.v1.Pong;
import io.restante.protocol.v1.Welcome;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// HTTP requests that do not become WebSockets, on real sockets: each gets the answer that
/// `docs/protocol.md` names, and then the stream ends in order. `ProtocolPageTest` holds the page's
/// list of statuses against [HttpRefusal].
@ParameterizedClass
@EnumSource(Transport.class)
final class HttpRefusalTest {
  private static final int CONNECTIONS_MAX = 2;
  private static final int HEADER_BYTES_MAX = 8_192;
  private static final long PATIENCE_NANOS = Duration.ofSeconds(20).toNanos();
  private static final String GOOD = TestDevice.request("/v1", "restante.v1");

  private final List<TestDevice> others = new ArrayList<>();
  private final FakeNode node;
  private final GatewayListener listener;
  private InetSocketAddress address = new InetSocketAddress(0);

  HttpRefusalTest(Transport transport, @TempDir Path folder) throws IOException {
    node = new FakeNode(folder);
    ListenerSettings settings =
        new ListenerSettings(
            TransportHere.address(),
            TransportHere.assume(transport),
            1,
            CONNECTIONS_MAX,
            SocketLimits.DEFAULT,
            SessionLimits.DEFAULT,
            PollLimits.DEFAULT);
    listener = new GatewayListener(settings, node.ports(), new DeliveryWindow(256, 1 << 20), null);
  }

  @BeforeEach
  void start() throws IOException {
    address = listener.start();
  }

  @AfterEach
  void stop() throws IOException {
    for (TestDevice other : others) {
      other.close();
    }
    listener.close();
    assertThat(listener.metrics().value(ListenerMeter.BUGS)).isZero();
    assertThat(listener.metrics().value(ListenerMeter.SOCKETS_CLOSED))
        .isEqualTo(listener.metrics().value(ListenerMeter.SOCKETS_OPENED));
    assertThat(listener.connections()).isZero();
  }

  @ParameterizedTest
  @EnumSource(HttpRefusal.class)
  void everyRefusalIsAnsweredAsDocumentedAndEndsInOrder(HttpRefusal refusal) throws Exception {
    for (int i = 0; refusal == HttpRefusal.FULL && i < CONNECTIONS_MAX; i++) {
      others.add(welcomed());
    }
    try (TestDevice device = TestDevice.connect(address)) {
      device.write(requestFor(refusal));
      String head = device.readHttp();
      String body = device.readRest();

      assertThat(head).startsWith("HTTP/1.1 " + refusal.status() + " ");
      assertThat(head).containsIgnoringCase("\r\ncontent-type: text/plain\r\n");
      assertThat(head).containsIgnoringCase("\r\nconnection: close\r\n");
      assertThat(head).containsIgnoringCase("\r\ncontent-length: " + body.length() + "\r\n");
      assertThat(body).hasSizeBetween(5, 80).endsWith("\n");
      assertThat(head).containsIgnoringCase(extraHeaderOf(refusal));
    }
    assertThat(listener.metrics().value(ListenerMeter.UPGRADES_REFUSED)).isEqualTo(1);
  }

  @Test
  void answerArrivesHoweverMuchTheRequestStillHasToSay() throws Exception {
    byte[] more = new byte[1 << 20];
    for (String request :
        new String[] {requestFor(HttpRefusal.PATH), requestFor(HttpRefusal.BODY)}) {
      try (TestDevice device = TestDevice.connect(address)) {
        device.write(request);
        device.write(more);
        assertThat(device.readHttp()).startsWith("HTTP/1.1 4");
        device.readRest(); // which fails on a reset
      }
    }
  }

  @Test
  void requestsAfterARefusedOneAreNotAnswered() throws Exception {
    try (TestDevice device = TestDevice.connect(address)) {
      device.write(requestFor(HttpRefusal.PATH) + GOOD);
      assertThat(device.readHttp()).startsWith("HTTP/1.1 404 ");
      assertThat(device.readRest()).doesNotContain("HTTP/1.1");
    }
  }

  @Test
  void requestAtTheLimitsIsWelcomeAndOneByteMoreIsNot() throws Exception {
    String path = "/v1" + "?".repeat(1_024 - "GET /v1 HTTP/1.1".length());
    assertStatus(GOOD.replace("/v1", path), 404); // read, and not found
    assertStatus(GOOD.replace("/v1", path + "?"), 414);
    int headers = GOOD.lines().skip(1).mapToInt(String::length).sum();
    String filler = "x".repeat(HEADER_BYTES_MAX - headers);
    assertStatus(GOOD.replace("localhost", "localhost" + filler), 101);
    assertStatus(GOOD.replace("localhost", "localhost" + filler + "x"), 431);
  }

  @Test
  void oneTooManyIsRefusedUntilAnotherLeaves() throws Exception {
    TestDevice second = welcomed();
    others.add(second);
    try (TestDevice first = welcomed()) {
      assertStatus(GOOD, 503);
      assertStatus(GOOD, 503);
      assertThat(listener.connections()).isEqualTo(CONNECTIONS_MAX);

      first.write(TestDevice.masked(0x88, new byte[] {3, (byte) 0xE8}));
      assertThat(first.readClose().closeCode()).isEqualTo(1000);
      assertThat(first.endsInOrder()).isTrue();
      awaitConnections(CONNECTIONS_MAX - 1);
      try (TestDevice third = welcomed()) {
        assertStatus(GOOD, 503);
        second.close(); // without a word
        awaitConnections(CONNECTIONS_MAX - 1);
        welcomed().close();
        third.send(new Ping(3L));
        assertThat(third.read()).isInstanceOf(Pong.class);
      }
    }
  }

  private TestDevice welcomed() throws IOException {
    TestDevice device = TestDevice.upgrade(address);
    device.send(TestDevice.hello(node.ticket(node.newAddress()), null));
    device.read(Welcome.class);
    return device;
  }

  /// Waits for what the node does after it has closed a socket.
  private void awaitConnections(int expected) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (listener.connections() != expected && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(listener.connections()).isEqualTo(expected);
  }

  private void assertStatus(String request, int status) throws IOException {
    try (TestDevice device = TestDevice.connect(address)) {
      device.write(request);
      assertThat(device.readHttp()).startsWith("HTTP/1.1 " + status + " ");
    }
  }

  private static String requestFor(HttpRefusal refusal) {
    return switch (refusal) {
      case MALFORMED -> "\u0001\u0002\u0003 nonsense\r\n\r\n";
      case LINE_TOO_LONG -> GOOD.replace("/v1", "/v1?" + "a".repeat(1_024));
      case HEADERS_TOO_LONG -> GOOD.replace("localhost", "h".repeat(8_192));
      case PATH -> GOOD.replace("/v1", "/v2");
      case METHOD -> GOOD.replace("GET", "POST");
      case BODY -> GOOD.replace("\r\n\r\n", "\r\nContent-Length: 2\r\n\r\n{}");
      case NO_UPGRADE -> GOOD.replace("Upgrade: websocket", "Upgrade: h2c");
      case VERSION -> GOOD.replace("Version: 13", "Version: 8");
      case KEY -> GOOD.replace("dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZQ==");
      case SUBPROTOCOL -> GOOD.replace("restante.v1", "restante.v2");
      case FULL -> GOOD;
    };
  }

  private static String extraHeaderOf(HttpRefusal refusal) {
    return switch (refusal) {
      case NO_UPGRADE, VERSION -> "\r\nsec-websocket-version: 13\r\n";
      case METHOD -> "\r\nallow: get\r\n";
      case FULL -> "\r\nretry-after: 10\r\n";
      case MALFORMED, LINE_TOO_LONG, HEADERS_TOO_LONG, PATH, BODY, KEY, SUBPROTOCOL -> "\r\n";
    };
  }
}
