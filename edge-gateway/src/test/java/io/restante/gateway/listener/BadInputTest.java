package io.restante.gateway.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.DeviceAddress;
import io.restante.gateway.deliver.DeviceConnection;
import io.restante.gateway.mailbox.Disconnection;
import io.restante.gateway.mailbox.Refusal;
import io.restante.gateway.session.CloseReason;
import io.restante.gateway.session.SessionLimits;
import io.restante.protocol.v1.Accepted;
import io.restante.protocol.v1.Ping;
import io.restante.protocol.v1.Pong;
import io.restante.protocol.v1.RejectCode;
import io.restante.protocol.v1.Rejected;
import io.restante.protocol.v1.Send;
import io.restante.protocol.v1.Welcome;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Devices that misbehave, on real sockets: each gets its documented answer, and a bystander that
/// is connected all the while notices nothing.
@ParameterizedClass
@EnumSource(Transport.class)
final class BadInputTest {
  private static final SessionLimits SESSION =
      new SessionLimits(Duration.ofSeconds(1), Duration.ofSeconds(2), 4, 1, 50, 60);
  private static final SocketLimits SOCKET =
      new SocketLimits(
          131_072,
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          32_768,
          65_536);

  private final FakeNode node;
  private final GatewayListener listener;
  private InetSocketAddress address = new InetSocketAddress(0);

  BadInputTest(Transport transport, @TempDir Path folder) throws IOException {
    node = new FakeNode(folder);
    ListenerSettings settings =
        new ListenerSettings(
            TransportHere.address(),
            TransportHere.assume(transport),
            1,
            64,
            SOCKET,
            SESSION,
            PollLimits.DEFAULT);
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
    assertThat(node.closings()).isEqualTo(node.openings());
    assertThat(listener.metrics().value(ListenerMeter.SOCKETS_CLOSED))
        .isEqualTo(listener.metrics().value(ListenerMeter.SOCKETS_OPENED));
  }

  @Test
  void malformedFramesEndTheConnection() throws Exception {
    byte[][] malformed = {{}, {1}, {2, 1, 2, 3}, {4}, {(byte) 0x80}, {0, 0, 0}};
    for (byte[] bytes : malformed) {
      try (TestDevice device = ready()) {
        device.sendBinary(bytes);
        assertClosed(device, CloseReason.MALFORMED_FRAME);
      }
    }
  }

  @Test
  void webSocketViolationsEndTheConnection() throws Exception {
    try (TestDevice device = ready()) {
      device.write(new byte[] {(byte) 0x82, 1, 0}); // not masked
      assertClosed(device, CloseReason.PROTOCOL_ERROR);
    }
    try (TestDevice device = ready()) {
      device.write(TestDevice.masked(0x81, new byte[] {'a'}));
      assertClosed(device, CloseReason.TEXT_FRAME);
    }
    try (TestDevice device = ready()) {
      device.write(TestDevice.masked(0xC2, new byte[] {1})); // a reserved bit
      assertClosed(device, CloseReason.PROTOCOL_ERROR);
    }
    try (TestDevice device = ready()) {
      device.write(new byte[] {(byte) 0x82, (byte) 0xFE, 0, 5}); // a length longer than it must be
      assertClosed(device, CloseReason.PROTOCOL_ERROR);
    }
  }

  @Test
  void messageIsTooLargeBeforeItsBytesCome() throws Exception {
    try (TestDevice device = ready()) {
      device.write(new byte[] {(byte) 0x82, (byte) 0xFF, 0, 0, 0, 0, 0, 2, 0, 1});
      assertClosed(device, CloseReason.MESSAGE_TOO_LARGE);
    }
    try (TestDevice device = ready()) {
      device.write(TestDevice.masked(0x02, new byte[131_000]));
      device.write(TestDevice.masked(0x80, new byte[73]));
      assertClosed(device, CloseReason.MESSAGE_TOO_LARGE);
    }
    try (TestDevice device = TestDevice.upgrade(address)) {
      device.write(new byte[] {(byte) 0x82, (byte) 0xFE, 4, 1});
      assertClosed(device, CloseReason.MESSAGE_TOO_LARGE);
    }
  }

  @Test
  void fragmentsAndSingleBytesMakeAWholeMessage() throws Exception {
    try (TestDevice device = ready()) {
      byte[] ping = TestDevice.encode(new Ping(1_000_000L));
      device.write(TestDevice.masked(0x02, new byte[] {ping[0]}));
      device.write(TestDevice.masked(0x89, new byte[] {7}));
      byte[] rest = TestDevice.masked(0x80, Arrays.copyOfRange(ping, 1, ping.length));
      for (byte next : rest) {
        device.write(new byte[] {next});
      }
      TestDevice.Message pong = device.readMessage();
      assertThat(pong.opcode()).isEqualTo(10);
      assertThat(device.read(Pong.class).getNonce()).isEqualTo(1_000_000);
    }
  }

  @Test
  void badTicketsAreToldApart() throws Exception {
    byte[] forged = node.ticket(node.newAddress());
    forged[forged.length - 1] ^= 1;
    byte[] unknown = node.ticket(node.newAddress());
    unknown[1] ^= 1;
    assertRefused(new byte[] {1, 2, 3}, CloseReason.TICKET_MALFORMED);
    assertRefused(unknown, CloseReason.TICKET_UNKNOWN_KEY);
    assertRefused(
        node.ticket("cell-9", FakeNode.NOW.plusSeconds(9)), CloseReason.TICKET_FOREIGN_CELL);
    assertRefused(forged, CloseReason.TICKET_FORGED);
    assertRefused(node.ticket(FakeNode.CELL, FakeNode.NOW), CloseReason.TICKET_EXPIRED);
    DeviceAddress removed = node.newAddress();
    byte[] stillGenuine = node.ticket(removed);
    node.remove(removed);
    assertRefused(stillGenuine, CloseReason.DEVICE_REMOVED);
    assertThat(node.opened).isEmpty();
  }

  @Test
  void framesOutOfStateEndTheConnection() throws Exception {
    try (TestDevice device = TestDevice.upgrade(address)) {
      device.send(new Ping(1L));
      assertClosed(device, CloseReason.HELLO_EXPECTED);
    }
    try (TestDevice device = ready()) {
      device.send(TestDevice.hello(node.ticket(node.newAddress()), null));
      assertClosed(device, CloseReason.HELLO_REPEATED);
    }
    try (TestDevice device = ready()) {
      device.send(TestDevice.ack(1));
      assertClosed(device, CloseReason.ACK_FROM_THE_FUTURE);
    }
  }

  @Test
  void silenceEndsTheConnectionInEveryPhase() throws Exception {
    try (TestDevice noRequest = TestDevice.connect(address);
        TestDevice noHello = TestDevice.upgrade(address);
        TestDevice idle = ready()) {
      assertThat(noRequest.readHttp()).isEmpty();
      assertClosed(noHello, CloseReason.HELLO_TIMEOUT);
      assertClosed(idle, CloseReason.IDLE);
    }
  }

  @Test
  void laneEndsConnectionsForItsOwnReasons() throws Exception {
    for (Disconnection cause : Disconnection.values()) {
      try (TestDevice device = ready()) {
        node.nextOpened().disconnect(cause);
        CloseReason expected =
            switch (cause) {
              case SUPERSEDED -> CloseReason.SUPERSEDED;
              case SLOW_READER -> CloseReason.SLOW_READER;
              case REMOVED -> CloseReason.DEVICE_REMOVED;
              case GOING_AWAY -> CloseReason.GOING_AWAY;
            };
        assertClosed(device, expected);
      }
    }
  }

  @Test
  void mailboxThatIsNotServedEndsTheConnection() throws Exception {
    node.welcomeLater();
    try (TestDevice device = TestDevice.upgrade(address)) {
      device.send(TestDevice.hello(node.ticket(node.newAddress()), null));
      DeviceConnection connection = node.nextOpened();
      connection.refuse(Refusal.NOT_HOME);
      assertClosed(device, CloseReason.NOT_HOME);
      assertThat(FakeNode.next(node.closed)).isSameAs(connection);
    }
  }

  @Test
  void unknownFramesAreRejectedAndTheConnectionGoesOn() throws Exception {
    try (TestDevice device = ready()) {
      device.sendBinary(new byte[] {60, 1, 2, 3});
      Rejected rejected = device.read(Rejected.class);
      assertThat(rejected.getCode()).isEqualTo(RejectCode.UNSUPPORTED);
      assertThat(rejected.getId()).isNull();
      device.send(new Ping(4L));
      assertThat(device.read()).isInstanceOf(Pong.class);
    }
  }

  @Test
  void refusedSendMustBeRepeatedBeforeTheNextIsTaken() throws Exception {
    try (TestDevice device = ready()) {
      DeviceAddress bob = node.newAddress();
      Send empty = node.newSend(bob.user(), 1, new byte[0]);
      Send next = node.newSend(bob.user(), 2, new byte[1]);
      Send good = node.newSend(bob.user(), 1, new byte[1]);
      device.send(empty);
      device.send(next);
      device.send(good);
      device.send(next);
      assertThat(device.read(Rejected.class).getCode()).isEqualTo(RejectCode.INVALID);
      Rejected tooEarly = device.read(Rejected.class);
      assertThat(tooEarly.getCode()).isEqualTo(RejectCode.REPEAT_FIRST);
      assertThat(tooEarly.getId()).isEqualTo(next.getId());
      assertThat(device.read(Accepted.class).getId()).isEqualTo(good.getId());
      assertThat(device.read(Accepted.class).getId()).isEqualTo(next.getId());
      assertThat(FakeNode.next(node.submitted).number()).isEqualTo(1);
      assertThat(FakeNode.next(node.submitted).number()).isEqualTo(2);
    }
  }

  @Test
  void sendFloodIsSlowedThenEndedAndNothingAcceptedIsLost() throws Exception {
    try (TestDevice device = ready()) {
      DeviceAddress bob = node.newAddress();
      for (int number = 1; number <= 200; number++) {
        device.send(node.newSend(bob.user(), number, new byte[1]));
      }
      int accepted = 0;
      int rejected = 0;
      TestDevice.Message message = device.readMessage();
      while (message.opcode() == 2) {
        Object frame = TestDevice.decode(message.payload().array());
        accepted += frame instanceof Accepted ? 1 : 0;
        rejected += frame instanceof Rejected ? 1 : 0;
        message = device.readMessage();
      }
      assertThat(message.closeCode()).isEqualTo(CloseReason.FLOOD.code());
      assertThat(rejected).isEqualTo(60);
      // What the log took in just before the end was not answered any more.
      assertThat(node.submitted).hasSizeBetween(accepted, 140);
      long number = 1;
      for (var submission : node.submitted) {
        assertThat(submission.number()).isEqualTo(number++);
      }
    }
  }

  @Test
  void readingStopsWhileTheQueueIsFullAndLosesNothing() throws Exception {
    node.setRoom(2);
    try (TestDevice device = ready()) {
      DeviceAddress bob = node.newAddress();
      for (int number = 1; number <= 40; number++) {
        device.send(node.newSend(bob.user(), number, new byte[1_000]));
      }
      assertThat(FakeNode.next(node.submitted).number()).isEqualTo(1);
      assertThat(FakeNode.next(node.submitted).number()).isEqualTo(2);
      node.setRoom(1);
      assertThat(FakeNode.next(node.submitted).number()).isEqualTo(3);
      node.setRoom(1_000);
      for (int number = 4; number <= 40; number++) {
        assertThat(FakeNode.next(node.submitted).number()).isEqualTo(number);
      }
    }
  }

  @Test
  void readingStopsAtTheSendWindow() throws Exception {
    node.acceptLater();
    try (TestDevice device = ready()) {
      DeviceAddress bob = node.newAddress();
      for (int number = 1; number <= 12; number++) {
        device.send(node.newSend(bob.user(), number, new byte[1]));
      }
      for (int number = 1; number <= 12; number++) {
        var submission = FakeNode.next(node.submitted);
        assertThat(submission.number()).isEqualTo(number);
        // Whoever has not been answered is within the window of 4.
        assertThat(node.submitted.size()).isLessThanOrEqualTo(3);
        submission.outcome().accepted(submission.id(), 0);
        assertThat(device.read()).isInstanceOf(Accepted.class);
      }
    }
  }

  @Test
  void sendThatTheLogRefusesEndsTheConnection() throws Exception {
    node.acceptLater();
    try (TestDevice device = ready()) {
      device.send(node.newSend(node.newAddress().user(), 1, new byte[1]));
      var submission = FakeNode.next(node.submitted);
      submission.outcome().failed(submission.id());
      assertClosed(device, CloseReason.LOG_UNAVAILABLE);
    }
  }

  @Test
  void deviceThatDoesNotReadIsClosedAndABystanderNoticesNothing() throws Exception {
    try (TestDevice lazy = TestDevice.upgrade(address, 4_096);
        TestDevice bystander = ready()) {
      DeviceConnection other = node.nextOpened();
      lazy.send(TestDevice.hello(node.ticket(node.newAddress()), null));
      DeviceConnection connection = node.nextOpened();
      byte[] value = new byte[60_000];
      for (int offset = 0; offset < 200; offset++) {
        connection.deliver(offset, ByteBuffer.wrap(value));
      }
      DeviceConnection closed = null;
      while (closed == null) {
        bystander.send(new Ping(6L)); // also keeps it from being idle for too long
        assertThat(bystander.read()).isInstanceOf(Pong.class);
        closed = node.closed.poll(100, TimeUnit.MILLISECONDS);
      }
      assertThat(closed).isSameAs(connection);
      assertThat(other.address()).isNotEqualTo(connection.address());
    }
  }

  @Test
  void randomBytesNeverHurtTheNode() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 100; round++) {
      try (TestDevice device = ready()) {
        byte[] garbage = new byte[1 + random.nextInt(300)];
        random.nextBytes(garbage);
        if (random.nextBoolean()) {
          device.sendBinary(garbage);
        } else {
          device.write(garbage);
        }
      }
    }
    try (TestDevice device = ready()) {
      device.send(new Ping(seed));
      assertThat(device.read(Pong.class).getNonce()).as("seed %d", seed).isEqualTo(seed);
    }
  }

  private TestDevice ready() throws IOException {
    TestDevice device = TestDevice.upgrade(address);
    device.send(TestDevice.hello(node.ticket(node.newAddress()), null));
    assertThat(device.read()).isInstanceOf(Welcome.class);
    return device;
  }

  private void assertRefused(byte[] ticket, CloseReason reason) throws IOException {
    try (TestDevice device = TestDevice.upgrade(address)) {
      device.send(TestDevice.hello(ticket, null));
      assertClosed(device, reason);
    }
  }

  private static void assertClosed(TestDevice device, CloseReason reason) throws IOException {
    TestDevice.Message close = device.readClose();
    assertThat(close.closeCode()).isEqualTo(reason.code());
    assertThat(close.closeText()).isEqualTo(reason.text());
    device.write(TestDevice.masked(0x88, ByteBuffer.allocate(2).putShort((short) 1000).array()));
    assertThat(device.endsInOrder()).as("ends in order").isTrue();
  }
}
