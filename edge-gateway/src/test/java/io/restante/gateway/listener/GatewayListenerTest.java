package io.restante.gateway.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.Conversation;
import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.contract.MessageId;
import io.restante.contract.MessagePlace;
import io.restante.contract.UserId;
import io.restante.gateway.deliver.DeviceConnection;
import io.restante.gateway.frame.ClientFrame;
import io.restante.gateway.presence.Presences;
import io.restante.gateway.send.Submission;
import io.restante.gateway.session.CloseReason;
import io.restante.gateway.session.SessionLimits;
import io.restante.protocol.v1.Accepted;
import io.restante.protocol.v1.AskReceipts;
import io.restante.protocol.v1.Deliver;
import io.restante.protocol.v1.Drained;
import io.restante.protocol.v1.Moved;
import io.restante.protocol.v1.Ping;
import io.restante.protocol.v1.Pong;
import io.restante.protocol.v1.Read;
import io.restante.protocol.v1.Send;
import io.restante.protocol.v1.SendGroup;
import io.restante.protocol.v1.Unwatch;
import io.restante.protocol.v1.Watch;
import io.restante.protocol.v1.Welcome;
import io.restante.shared.Id16;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// A listener on a real socket, with devices that behave.
@ParameterizedClass
@EnumSource(Transport.class)
final class GatewayListenerTest {
  private final FakeNode node;
  private final GatewayListener listener;
  private InetSocketAddress address = new InetSocketAddress(0);

  GatewayListenerTest(Transport transport, @TempDir Path folder) throws IOException {
    node = new FakeNode(folder);
    ListenerSettings settings =
        new ListenerSettings(
            TransportHere.address(),
            TransportHere.assume(transport),
            2,
            64,
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
  void stop() {
    listener.close();
  }

  @Test
  void deviceIsToldWhereItsMailboxIsAndThenClosed() throws Exception {
    try (TestDevice device = TestDevice.upgrade(address)) {
      device.send(TestDevice.hello(node.ticket(node.newAddress()), null));
      assertThat(device.read()).isInstanceOf(Welcome.class);
      DeviceConnection connection = node.nextOpened();

      connection.moved(URI.create("ws://127.0.0.2:8480/v1"));

      assertThat(device.read(Moved.class).getHome()).isEqualTo("ws://127.0.0.2:8480/v1");
      assertThat(device.readClose().closeCode()).isEqualTo(CloseReason.NOT_HOME.code());
      assertThat(FakeNode.next(node.closed)).isSameAs(connection);
    }
  }

  @Test
  void deviceIsWelcomedSendsReceivesAndAcknowledges() throws Exception {
    DeviceAddress who = node.newAddress();
    try (TestDevice device = TestDevice.upgrade(address)) {
      device.send(TestDevice.hello(node.ticket(who), null));
      Welcome welcome = device.read(Welcome.class);
      assertThat(welcome.getLog())
          .isEqualTo(
              FakeNode.id16(
                  FakeNode.LOG.getMostSignificantBits(), FakeNode.LOG.getLeastSignificantBits()));
      assertThat(welcome.getWindowEnvelopes()).isEqualTo(256);
      assertThat(welcome.getSendWindow()).isEqualTo(128);
      assertThat(welcome.getServerTime()).isEqualTo(FakeNode.NOW);

      DeviceConnection connection = node.nextOpened();
      assertThat(connection.address()).isEqualTo(who);
      assertThat(connection.resume()).isNull();

      byte[] value = {1, 2, 3};
      connection.deliver(7, ByteBuffer.wrap(value));
      connection.drained();
      Deliver deliver = device.read(Deliver.class);
      assertThat(deliver.getOffset()).isEqualTo(7);
      assertThat(deliver.getEnvelope()).isEqualTo(ByteBuffer.wrap(value));
      assertThat(device.read()).isInstanceOf(Drained.class);

      device.send(TestDevice.ack(7));
      assertThat(FakeNode.next(node.acknowledged)).isEqualTo(7);

      Send send = node.newSend(node.newAddress().user(), 1, new byte[] {9}, new byte[300]);
      device.send(send);
      assertThat(device.read(Accepted.class).getId()).isEqualTo(send.getId());
      assertThat(FakeNode.next(node.submitted))
          .isInstanceOfSatisfying(
              Submission.ToUser.class,
              submission -> {
                assertThat(submission.sender()).isEqualTo(who);
                assertThat(submission.copies()).hasSize(2);
                assertThat(submission.copies().get(1).ciphertext().remaining()).isEqualTo(300);
              });

      device.send(new Ping(-5L));
      assertThat(device.read(Pong.class).getNonce()).isEqualTo(-5);

      device.write(TestDevice.masked(0x88, new byte[] {3, (byte) 0xE8}));
      assertThat(device.readClose().closeCode()).isEqualTo(1000);
      assertThat(FakeNode.next(node.closed)).isSameAs(connection);
      assertThat(device.endsInOrder()).isTrue();
    }
  }

  @Test
  void whatIsReadGoesToTheMailboxAndSoDoQuestions() throws Exception {
    DeviceAddress who = node.newAddress();
    DeviceAddress sender = new DeviceAddress(node.newAddress().user(), 2);
    Id16 user = FakeNode.id16(sender.user().high(), sender.user().low());
    GroupId group = new GroupId(sender.user().high(), sender.user().low());
    try (TestDevice device = TestDevice.upgrade(address)) {
      device.send(TestDevice.hello(node.ticket(who), null));
      assertThat(device.read()).isInstanceOf(Welcome.class);

      device.send(new Read(user, 2, null, 7L));
      device.send(new Read(user, 2, user, 8L));
      device.send(new AskReceipts(user));

      assertThat(FakeNode.next(node.read))
          .isEqualTo(new MessagePlace(Conversation.with(who.user(), sender), 7));
      assertThat(FakeNode.next(node.read))
          .isEqualTo(new MessagePlace(Conversation.with(group, sender), 8));
      assertThat(FakeNode.next(node.asked)).isEqualTo(group);
    }
  }

  @Test
  void whoIsWelcomedIsSaidToBeThereUntilTheConnectionEnds() throws Exception {
    DeviceAddress who = node.newAddress();
    UserId other = node.newAddress().user();
    try (TestDevice device = TestDevice.upgrade(address)) {
      device.send(TestDevice.hello(node.ticket(who), null));
      assertThat(device.read()).isInstanceOf(Welcome.class);
      assertThat(FakeNode.next(node.present)).isEqualTo(who);

      Id16 user = FakeNode.id16(other.high(), other.low());
      device.send(new Watch(List.of(user)));
      device.send(new Unwatch(List.of(user)));
      assertThat(FakeNode.next(node.watches))
          .isEqualTo(new ClientFrame.Watch(List.of(other), true));
      assertThat(FakeNode.next(node.watches))
          .isEqualTo(new ClientFrame.Watch(List.of(other), false));
      assertThat(node.stays).isEmpty();
    }
    assertThat(FakeNode.next(node.stays)).isEqualTo(new Presences.Stay(7, 1));
    assertThat(node.stays).as("said once").isEmpty();
  }

  @Test
  void messageToGroupIsSubmittedAsItCame() throws Exception {
    DeviceAddress who = node.newAddress();
    try (TestDevice device = TestDevice.upgrade(address)) {
      device.send(TestDevice.hello(node.ticket(who), null));
      assertThat(device.read()).isInstanceOf(Welcome.class);
      UserId some = node.newAddress().user();
      Id16 id = FakeNode.id16(some.high(), some.low());
      ByteBuffer ciphertext = ByteBuffer.wrap(new byte[] {1, 2, 3});

      device.send(new SendGroup(id, id, 9L, 6L, 4L, ciphertext));

      assertThat(device.read(Accepted.class).getId()).isEqualTo(id);
      Submission submission = FakeNode.next(node.submitted);
      assertThat(submission)
          .isEqualTo(
              new Submission.ToGroup(
                  new MessageId(some.high(), some.low()),
                  who,
                  new GroupId(some.high(), some.low()),
                  9,
                  FakeNode.NOW.toEpochMilli(),
                  6,
                  4,
                  ciphertext,
                  submission.outcome()));
    }
  }
}
