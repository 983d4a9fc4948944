package io.restante.gateway.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restante.contract.DeviceAddress;
import io.restante.gateway.deliver.DeviceConnection;
import io.restante.gateway.tls.IdentityFiles;
import io.restante.gateway.tls.TestIdentity;
import io.restante.protocol.v1.Deliver;
import io.restante.protocol.v1.Ping;
import io.restante.protocol.v1.Pong;
import io.restante.protocol.v1.Welcome;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A listener that speaks TLS, and devices that do or don't.
final class TlsTest {
  private static final int PATIENCE_MS = 20_000;

  private final FakeNode node;
  private final Path folder;
  private final GatewayListener listener;
  private InetSocketAddress address = new InetSocketAddress(0);

  TlsTest(@TempDir Path folder) throws Exception {
    this.folder = folder;
    this.node = new FakeNode(folder);
    this.listener =
        new GatewayListener(
            ListenerSettings.of(TransportHere.address(), 1),
            node.ports(),
            new DeliveryWindow(256, 1 << 20),
            new IdentityFiles(TestIdentity.write(folder, "first")));
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
  void deviceIsServedOverTls13() throws Exception {
    try (SSLSocket socket = dial("TLSv1.3");
        TestDevice device = TestDevice.upgrade(socket)) {
      DeviceAddress who = node.newAddress();
      device.send(TestDevice.hello(node.ticket(who), null));
      assertThat(device.read()).isInstanceOf(Welcome.class);
      DeviceConnection connection = FakeNode.next(node.opened);
      connection.deliver(7, ByteBuffer.allocate(100_000));
      assertThat(device.read(Deliver.class).getEnvelope().remaining()).isEqualTo(100_000);
      device.send(new Ping(4L));
      assertThat(device.read()).isInstanceOf(Pong.class);
      assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
    }
  }

  @Test
  void newCertificateIsShownToNewConnectionsAndOldOnesStay() throws Exception {
    try (SSLSocket socket = dial("TLSv1.3");
        TestDevice device = TestDevice.upgrade(socket)) {
      assertThat(shownBy(socket)).isEqualTo("CN=first");
      device.send(TestDevice.hello(node.ticket(node.newAddress()), null));
      assertThat(device.read()).isInstanceOf(Welcome.class);

      TestIdentity.write(folder, "second");

      String shown = "CN=first";
      while (shown.equals("CN=first")) {
        try (SSLSocket other = dial("TLSv1.3")) {
          shown = shownBy(other);
        }
      }
      assertThat(shown).isEqualTo("CN=second");
      device.send(new Ping(4L));
      assertThat(device.read()).isInstanceOf(Pong.class);
    }
  }

  @Test
  @Timeout(60)
  void olderTlsAndPlainTextAreNotSpoken() throws Exception {
    assertThatThrownBy(() -> dial("TLSv1.2")).isInstanceOf(SSLHandshakeException.class);
    assertThatThrownBy(() -> TestDevice.upgrade(address)).isInstanceOf(IOException.class);
    while (listener.metrics().value(ListenerMeter.TLS_FAILED) < 2) {
      Thread.onSpinWait(); // The device may hear of it first.
    }
    assertThat(listener.metrics().value(ListenerMeter.BUGS)).isZero();
  }

  private SSLSocket dial(String protocol) throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new TrustingAnybody()}, new SecureRandom());
    Socket plain = new Socket();
    plain.connect(address);
    plain.setSoTimeout(PATIENCE_MS);
    SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(plain, "localhost", address.getPort(), true);
    socket.setEnabledProtocols(new String[] {protocol});
    socket.startHandshake();
    return socket;
  }

  private static String shownBy(SSLSocket socket) throws IOException {
    X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
    return shown.getSubjectX500Principal().getName();
  }

  private static final class TrustingAnybody implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
