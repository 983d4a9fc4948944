package io.restante.gateway.listener;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restante.gateway.session.SessionLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ListenerSettingsTest {
  private static final SocketLimits SOCKET = SocketLimits.DEFAULT;

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1", "10.0.0.1", "2001:db8::1"})
  void plainTextBeyondLoopbackIsRefused(String host, @TempDir Path folder) {
    ListenerSettings settings = ListenerSettings.of(new InetSocketAddress(host, 8_480), 1);
    assertThatThrownBy(
            () ->
                new GatewayListener(
                    settings, new FakeNode(folder).ports(), new DeliveryWindow(256, 1 << 20), null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("address: ")
        .hasMessageEndingWith(":8480 (expected: a loopback address, because there is no TLS)");
  }

  @Test
  void addressThatDoesNotResolveIsRefused() {
    assertThatThrownBy(
            () -> ListenerSettings.of(InetSocketAddress.createUnresolved("localhost", 1), 1))
        .hasMessage("address: localhost/<unresolved>:1 (expected: one that resolves)");
  }

  @Test
  void countsBelowOneAreRefused() {
    assertThatThrownBy(() -> ListenerSettings.of(TransportHere.address(), 0))
        .hasMessage("eventLoops: 0 (expected: 1 or more)");
    assertThatThrownBy(
            () ->
                new ListenerSettings(
                    TransportHere.address(),
                    Transport.NIO,
                    1,
                    0,
                    SOCKET,
                    SessionLimits.DEFAULT,
                    PollLimits.DEFAULT))
        .hasMessage("connectionsMax: 0 (expected: 1 or more)");
  }

  @Test
  void limitsOfASocketAreChecked() {
    Duration second = Duration.ofSeconds(1);
    assertThatThrownBy(() -> new SocketLimits(1_023, second, second, second, 1, 1))
        .hasMessage("frameBytesMax: 1023 (expected: 1024..16777216)");
    assertThatThrownBy(() -> new SocketLimits(1_024, Duration.ZERO, second, second, 1, 1))
        .hasMessage("handshakeTimeout: PT0S (expected: 1 ms .. 1 day)");
    assertThatThrownBy(() -> new SocketLimits(1_024, second, Duration.ofDays(2), second, 1, 1))
        .hasMessage("unwritableTimeout: PT48H (expected: 1 ms .. 1 day)");
    assertThatThrownBy(() -> new SocketLimits(1_024, second, second, Duration.ZERO, 1, 1))
        .hasMessage("closeTimeout: PT0S (expected: 1 ms .. 1 day)");
    assertThatThrownBy(() -> new SocketLimits(1_024, second, second, second, 2, 1))
        .hasMessage("writeBytesLow: 2, writeBytesHigh: 1 (expected: 1 <= low <= high)");
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void addressThatIsTakenIsNamed(Transport transport, @TempDir Path folder) throws IOException {
    TransportHere.assume(transport);
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      InetSocketAddress address = (InetSocketAddress) taken.getLocalSocketAddress();
      ListenerSettings settings =
          new ListenerSettings(
              address, transport, 1, 1, SOCKET, SessionLimits.DEFAULT, PollLimits.DEFAULT);
      GatewayListener listener =
          new GatewayListener(
              settings, new FakeNode(folder).ports(), new DeliveryWindow(256, 1 << 20), null);

      assertThatThrownBy(listener::start)
          .isInstanceOf(IOException.class)
          .hasMessage("cannot listen on " + address);

      listener.close();
    }
  }
}
