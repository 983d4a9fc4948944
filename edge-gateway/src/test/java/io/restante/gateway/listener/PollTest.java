package io.restante.gateway.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.contract.UserId;
import io.restante.gateway.deliver.DeviceConnection;
import io.restante.gateway.listener.TestPoller.Answer;
import io.restante.gateway.mailbox.Disconnection;
import io.restante.gateway.session.CloseReason;
import io.restante.gateway.session.SessionLimits;
import io.restante.gateway.signal.SignalTarget;
import io.restante.protocol.v1.Accepted;
import io.restante.protocol.v1.AskReceipts;
import io.restante.protocol.v1.Deliver;
import io.restante.protocol.v1.Drained;
import io.restante.protocol.v1.Moved;
import io.restante.protocol.v1.Ping;
import io.restante.protocol.v1.Pong;
import io.restante.protocol.v1.Send;
import io.restante.protocol.v1.Signal;
import io.restante.protocol.v1.Welcome;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Long polling on real sockets: what is lost on the way comes again, and nothing counts twice.
@ParameterizedClass
@EnumSource(Transport.class)
final class PollTest {
  private static final PollLimits LONG =
      new PollLimits(Duration.ofMinutes(5), Duration.ofMinutes(5));

  private final FakeNode node;
  private final GatewayListener listener;
  private InetSocketAddress address = new InetSocketAddress(0);

  PollTest(Transport transport, @TempDir Path folder) throws IOException {
    node = new FakeNode(folder);
    ListenerSettings settings =
        new ListenerSettings(
            TransportHere.address(),
            TransportHere.assume(transport),
            2,
            64,
            SocketLimits.DEFAULT,
            SessionLimits.DEFAULT,
            LONG);
    listener = new GatewayListener(settings, node.ports(), new DeliveryWindow(256, 1 << 20), null);
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
    assertThat(listener.metrics().value(ListenerMeter.SOCKETS_CLOSED))
        .isEqualTo(listener.metrics().value(ListenerMeter.SOCKETS_OPENED));
  }

  /// Asks for what comes after WELCOME until so many frames have come, none of which is confirmed.
  private static List<Object> awaitFrames(TestPoller device, String token, int count)
      throws IOException {
    List<Object> frames = List.of();
    while (frames.size() < count) {
      Answer answer = device.ask(token, 2, 2);
      assertThat(answer.status()).isEqualTo(200);
      frames = answer.frames();
    }
    return frames;
  }

  @Test
  void deviceIsWelcomedReceivesAcknowledgesAndSends() throws Exception {
    DeviceAddress who = node.newAddress();
    try (TestPoller device = new TestPoller(address)) {
      Answer hello = device.hello(node.ticket(who));
      assertThat(hello.status()).isEqualTo(200);
      assertThat(hello.token()).matches("[0-9a-f]{32}");
      assertThat(hello.frames()).singleElement().isInstanceOf(Welcome.class);
      assertThat(hello.sending()).isEqualTo(1);
      assertThat(hello.expecting()).isEqualTo(2);
      assertThat(hello.header("Cache-Control")).isEqualTo("no-store");
      DeviceConnection connection = node.nextOpened();
      assertThat(connection.address()).isEqualTo(who);

      connection.deliver(7, value(3));
      connection.drained();
      List<Object> both = awaitFrames(device, hello.token(), 2);
      assertThat(((Deliver) both.get(0)).getOffset()).isEqualTo(7);
      assertThat(both.get(1)).isInstanceOf(Drained.class);

      Send send = node.newSend(node.newAddress().user(), 1, new byte[] {9});
      device.poll(hello.token(), 2, 4, TestDevice.ack(7), send, new Ping(5L));
      assertThat(FakeNode.next(node.acknowledged)).isEqualTo(7);
      Answer answer = device.read();
      assertThat(answer.expecting()).isEqualTo(5);
      assertThat(answer.sending()).isEqualTo(4);
      Answer whole = device.ask(hello.token(), 5, 4);
      while (whole.frames().size() < 2) {
        whole = device.ask(hello.token(), 5, 4);
      }
      assertThat(whole.frames().stream().filter(Accepted.class::isInstance)).hasSize(1);
      assertThat(whole.frames().stream().filter(Pong.class::isInstance)).hasSize(1);
      assertThat(FakeNode.next(node.submitted).sender()).isEqualTo(who);

      assertThat(goodbye(hello.token())).isEqualTo(204);
      assertThat(FakeNode.next(node.closed)).isSameAs(connection);
      assertThat(device.ask(hello.token(), 5, 4).status()).isEqualTo(410);
    }
  }

  @Test
  void lostAnswerComesAgainUntilItIsConfirmed() throws Exception {
    String token = welcomed();
    DeviceConnection connection = node.nextOpened();
    try (TestPoller lost = new TestPoller(address)) {
      lost.poll(token, 2, 2);
      connection.deliver(1, value(300));
      assertThat(lost.read().frames()).hasSize(1);
    }
    try (TestPoller device = new TestPoller(address)) {
      for (int again = 0; again < 3; again++) {
        Answer answer = device.ask(token, 2, 2);
        assertThat(answer.sending()).isEqualTo(2);
        assertThat(answer.frames()).singleElement().isInstanceOf(Deliver.class);
      }
      Answer confirmed = device.ask(token, 2, 3);
      assertThat(confirmed.sending()).isEqualTo(3);
      assertThat(confirmed.frames()).isEmpty();
    }
  }

  @Test
  void requestThatIsRepeatedSubmitsOnce() throws Exception {
    String token = welcomed();
    Send send = node.newSend(node.newAddress().user(), 1, new byte[] {9});
    Send next = node.newSend(node.newAddress().user(), 1, new byte[] {8});
    for (int again = 0; again < 3; again++) {
      try (TestPoller device = new TestPoller(address)) {
        device.poll(token, 2, 2, send);
        Answer answer = device.read();
        assertThat(answer.expecting()).isEqualTo(3);
        assertThat(answer.frames()).singleElement().isInstanceOf(Accepted.class);
      }
    }
    try (TestPoller device = new TestPoller(address)) {
      device.poll(token, 2, 3, send, next);
      assertThat(device.read().expecting()).isEqualTo(4);
    }
    assertThat(FakeNode.next(node.submitted).number()).isEqualTo(1);
    assertThat(FakeNode.next(node.submitted).number()).isEqualTo(1);
    assertThat(node.submitted).isEmpty();
  }

  @Test
  void newerPollEndsTheOlderWithNothing() throws Exception {
    String token = welcomed();
    DeviceConnection connection = node.nextOpened();
    try (TestPoller older = new TestPoller(address);
        TestPoller newer = new TestPoller(address)) {
      older.poll(token, 2, 2);
      newer.poll(token, 2, 2, new Ping(1L));
      Answer first = newer.read(); // the older may have been overtaken by the newer
      assertThat(first.frames()).singleElement().isInstanceOf(Pong.class);
      newer.poll(token, 3, 3);
      Answer ended = older.read();
      assertThat(ended.status()).isEqualTo(200);
      connection.deliver(1, value(1));
      assertThat(newer.read().frames()).singleElement().isInstanceOf(Deliver.class);
    }
  }

  @Test
  void overtakenPollIsAnsweredWithNothing() throws Exception {
    String token = welcomed();
    node.nextOpened().deliver(1, value(1));
    try (TestPoller device = new TestPoller(address)) {
      Answer answer = device.ask(token, 2, 2);
      while (answer.frames().isEmpty()) {
        answer = device.ask(token, 2, 2);
      }
      assertThat(device.ask(token, 2, 3).status()).isEqualTo(200);

      device.poll(token, 2, 2);
      Answer overtaken = device.read();

      assertThat(overtaken.status()).isEqualTo(200);
      assertThat(overtaken.frames()).isEmpty();
    }
  }

  @Test
  void pollOutlivesItsSocket() throws Exception {
    String token = welcomed();
    DeviceConnection connection = node.nextOpened();
    try (TestPoller device = new TestPoller(address)) {
      device.poll(token, 2, 2, new Ping(1L));
      assertThat(device.read().frames()).hasSize(1);
      device.poll(token, 3, 3);
    }
    connection.deliver(1, value(1));
    try (TestPoller device = new TestPoller(address)) {
      device.poll(token, 3, 3);
      assertThat(device.read().frames()).singleElement().isInstanceOf(Deliver.class);
    }
  }

  @Test
  void signalReachesAPollThatWaits() throws Exception {
    String token = welcomed();
    SignalTarget target = FakeNode.next(node.came);
    UserId id = node.newAddress().user();
    GroupId group = new GroupId(id.high(), id.low());
    try (TestPoller device = new TestPoller(address)) {
      device.poll(token, 2, 2, new AskReceipts(FakeNode.id16(id.high(), id.low())));
      assertThat(FakeNode.next(node.asked)).isEqualTo(group); // the poll has come
      target.signal(value(46));
      Answer answer = device.read();
      assertThat(answer.frames()).singleElement().isInstanceOf(Signal.class);
      assertThat(answer.sending()).as("numbered like any frame").isEqualTo(2);
      assertThat(device.ask(token, 3, 3).frames()).isEmpty();
    }
  }

  @Test
  void signalIsDroppedWhenNoPollWaits() throws Exception {
    String token = welcomed();
    DeviceConnection connection = node.nextOpened();
    SignalTarget target = FakeNode.next(node.came);
    target.signal(value(46));
    connection.deliver(7, value(3));
    try (TestPoller device = new TestPoller(address)) {
      Object first = awaitFrames(device, token, 1).getFirst();
      assertThat(first).isInstanceOf(Deliver.class);
    }
    assertThat(listener.metrics().value(ListenerMeter.SIGNALS_DROPPED)).isEqualTo(1);
    assertThat(listener.metrics().value(ListenerMeter.SIGNALS_WRITTEN)).isZero();
  }

  @Test
  void movedIsARedirect() throws Exception {
    String token = welcomed();
    DeviceConnection connection = node.nextOpened();
    try (TestPoller device = new TestPoller(address)) {
      device.poll(token, 2, 2);
      connection.moved(URI.create("wss://7.example.org:443/v1"));
      Answer answer = device.read();
      assertThat(answer.status()).isEqualTo(307);
      assertThat(answer.header("Location")).isEqualTo("https://7.example.org:443/v1/poll");
      assertThat(answer.header("Restante-Close"))
          .isEqualTo(String.valueOf(CloseReason.NOT_HOME.code()));
      assertThat(((Moved) answer.frames().getFirst()).getHome())
          .isEqualTo("wss://7.example.org:443/v1");
      assertThat(device.ask(token, 2, 2).status()).isEqualTo(307); // the answer was lost
    }
  }

  @Test
  void deviceWithoutAPollHearsWhyItWasClosed() throws Exception {
    String token = welcomed();
    DeviceConnection connection = node.nextOpened();
    connection.disconnect(Disconnection.SUPERSEDED);
    assertThat(FakeNode.next(node.closed)).isSameAs(connection);
    try (TestPoller device = new TestPoller(address)) {
      Answer answer = device.ask(token, 2, 2);
      assertThat(answer.status()).isEqualTo(409);
      assertThat(answer.header("Restante-Close"))
          .isEqualTo(String.valueOf(CloseReason.SUPERSEDED.code()));
    }
  }

  @Test
  void whatIsNotTakenIsAskedForAgain() throws Exception {
    String token = welcomed();
    node.setRoom(0);
    Send held = node.newSend(node.newAddress().user(), 1, new byte[] {9});
    Send left = node.newSend(node.newAddress().user(), 1, new byte[] {8});
    try (TestPoller device = new TestPoller(address)) {
      Answer full = device.ask(token, 2, 2, held, left);
      assertThat(full.expecting()).isEqualTo(3);
      device.poll(token, 3, 2, left);
      node.setRoom(Integer.MAX_VALUE);
      Answer answer = device.read();
      if (answer.expecting() == 3) {
        answer = device.ask(token, 3, 2, left);
      }
      assertThat(answer.expecting()).isEqualTo(4);
      assertThat(FakeNode.next(node.submitted).id().high()).isNotZero();
      assertThat(FakeNode.next(node.submitted)).isNotNull();
      assertThat(node.submitted).isEmpty();
    }
  }

  @Test
  void deviceThatConfirmsNothingIsNotTakenAnythingFrom() throws Exception {
    String token = welcomed();
    DeviceConnection connection = node.nextOpened();
    for (int i = 1; i <= 20; i++) {
      connection.deliver(i, value(65_000));
    }
    connection.drained();
    try (TestPoller device = new TestPoller(address)) {
      Answer answer = device.ask(token, 2, 2);
      while (answer.frames().size() < 21) {
        answer = device.ask(token, 2, 2);
      }
      assertThat(device.ask(token, 2, 2, TestDevice.ack(20)).expecting()).isEqualTo(2);
      assertThat(device.ask(token, 2, 22, TestDevice.ack(20)).expecting()).isEqualTo(3);
      assertThat(FakeNode.next(node.acknowledged)).isEqualTo(20);
    }
  }

  @Test
  void stopIsToldToWhoPolls() throws Exception {
    node.acceptLater();
    String token = welcomed();
    Send send = node.newSend(node.newAddress().user(), 1, new byte[] {9});
    try (TestPoller device = new TestPoller(address)) {
      device.poll(token, 2, 2, send);
      assertThat(FakeNode.next(node.submitted).number()).isEqualTo(1); // the poll has come

      listener.close();

      Answer answer = device.read();
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.header("Restante-Close"))
          .isEqualTo(String.valueOf(CloseReason.GOING_AWAY.code()));
      assertThat(device.isClosed()).isTrue();
    }
  }

  private String welcomed() throws IOException {
    try (TestPoller device = new TestPoller(address)) {
      return device.hello(node.ticket(node.newAddress())).token();
    }
  }

  private int goodbye(String token) throws IOException {
    try (TestPoller device = new TestPoller(address)) {
      device.write(
          "DELETE /v1/poll HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
              + token
              + "\r\n\r\n");
      return device.read().status();
    }
  }

  private static ByteBuffer value(int bytes) {
    return ByteBuffer.wrap(new byte[bytes]);
  }
}
