package io.restante.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restante.gateway.tls.IdentityFiles;
import io.restante.gateway.tls.TestCertificate;
import io.restante.gateway.tls.TlsContexts;
import io.restante.gateway.tls.TlsFiles;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiTlsTest {
  private static final byte[] REQUEST =
      "GET /v1/keys/counts HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  @TempDir private Path folder;
  private TlsFiles files;
  private ApiFixture plain;
  private DeviceApi api;
  private InetSocketAddress address;

  @BeforeEach
  void start() throws IOException {
    files = new TlsFiles(folder.resolve("cert.pem"), folder.resolve("key.pem"));
    use(TestCertificate.make(folder, "EC"));
    plain = new ApiFixture(folder);
    SSLContext tls = TlsContexts.server(new IdentityFiles(files));
    api = new DeviceApi(plain.settings, plain.ports, ApiFixture.GATEWAY, tls);
    address = api.start();
  }

  @AfterEach
  void stop() {
    api.close();
    plain.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA"})
  void aReplacedCertificateIsShownToTheNextConnectionWithoutARestart(String algorithm)
      throws IOException {
    try (SSLSocket open = connect("TLSv1.3")) {
      assertThat(answer(open)).startsWith("HTTP/1.1 401");
      TestCertificate next = TestCertificate.make(folder, algorithm);
      use(next);

      Certificate shown = shown();
      while (!shown.equals(next.certificate())) {
        shown = shown();
      }

      assertThat(answer(open)).as("the open connection goes on").startsWith("HTTP/1.1 401");
    }
  }

  @Test
  void olderVersionsOfTlsAreRefused() throws IOException {
    try (SSLSocket socket = connect("TLSv1.2")) {
      assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
    }
  }

  @Test
  void plainTextIsNotAnswered() throws IOException {
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      socket.getOutputStream().write(REQUEST);

      byte[] answer = socket.getInputStream().readAllBytes();

      assertThat(new String(answer, StandardCharsets.ISO_8859_1)).doesNotContain("HTTP/1.1");
    }
  }

  private Certificate shown() throws IOException {
    try (SSLSocket socket = connect("TLSv1.3")) {
      socket.startHandshake();
      return socket.getSession().getPeerCertificates()[0];
    }
  }

  private static String answer(SSLSocket socket) throws IOException {
    socket.getOutputStream().write(REQUEST);
    byte[] answer = new byte[4096];
    int length = socket.getInputStream().read(answer);
    return new String(answer, 0, length, StandardCharsets.ISO_8859_1);
  }

  private void use(TestCertificate certificate) throws IOException {
    certificate.writeCertificate(files.certificate());
    certificate.writeKey(files.key());
  }

  private SSLSocket connect(String version) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new TrustAll()}, null);
      SSLSocket socket =
          (SSLSocket)
              context.getSocketFactory().createSocket(address.getAddress(), address.getPort());
      socket.setEnabledProtocols(new String[] {version});
      return socket;
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  /// The test compares certificates itself.
  private static final class TrustAll implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {
      assertThat(Arrays.asList(chain)).isNotEmpty();
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
