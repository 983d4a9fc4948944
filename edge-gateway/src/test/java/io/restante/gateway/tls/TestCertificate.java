package io.restante.gateway.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;

/// A self-signed certificate for 127.0.0.1 and localhost, and its key, made by the JDK's keytool.
public final class TestCertificate {
  private static final String PASSWORD = "changeit";

  private final X509Certificate certificate;
  private final byte[] key;

  private TestCertificate(X509Certificate certificate, byte[] key) {
    this.certificate = certificate;
    this.key = key;
  }

  /// Makes a certificate.
  ///
  /// @param folder where keytool may write
  /// @param algorithm `EC` or `RSA`
  public static TestCertificate make(Path folder, String algorithm) throws IOException {
    Path file = Files.createTempFile(folder, "store", ".p12");
    Files.delete(file);
    Process keytool =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-alias",
                    "node",
                    "-keyalg",
                    algorithm,
                    "-dname",
                    "CN=localhost",
                    "-ext",
                    "san=ip:127.0.0.1,dns:localhost",
                    "-storetype",
                    "PKCS12",
                    "-storepass",
                    PASSWORD,
                    "-keystore",
                    file.toString()))
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!Files.exists(file)) {
      throw new IOException("keytool: " + said);
    }
    try {
      KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
      Certificate certificate = store.getCertificate("node");
      return new TestCertificate(
          (X509Certificate) certificate, store.getKey("node", PASSWORD.toCharArray()).getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  /// Returns the certificate.
  public X509Certificate certificate() {
    return certificate;
  }

  /// Writes the certificate as PEM.
  public void writeCertificate(Path file) throws IOException {
    try {
      Files.writeString(file, pem("CERTIFICATE", certificate.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  /// Writes the key as PEM.
  public void writeKey(Path file) throws IOException {
    Files.writeString(file, pem("PRIVATE KEY", key));
  }

  private static String pem(String what, byte[] bytes) {
    return "-----BEGIN "
        + what
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)
        + "\n-----END "
        + what
        + "-----\n";
  }
}
