package io.restante.gateway.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/// Makes certificates for tests, with the JDK's own keytool.
public final class TestIdentity {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private TestIdentity() {}

  /// Writes a new self-signed certificate for `localhost` and its key into a folder, over those
  /// that are there.
  ///
  /// @param name the certificate's common name
  public static TlsFiles write(Path folder, String name)
      throws IOException, GeneralSecurityException, InterruptedException {
    Path store = Files.createTempFile(folder, name, ".p12");
    Files.delete(store);
    make(store, name);
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    TlsFiles files = new TlsFiles(folder.resolve("node.crt"), folder.resolve("node.key"));
    Files.writeString(files.key(), pem("PRIVATE KEY", keys.getKey("node", PASSWORD).getEncoded()));
    Files.writeString(
        files.certificate(), pem("CERTIFICATE", keys.getCertificate("node").getEncoded()));
    return files;
  }

  private static void make(Path store, String name) throws IOException, InterruptedException {
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    List<String> command =
        List.of(
            keytool,
            "-genkeypair",
            "-alias",
            "node",
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-dname",
            "CN=" + name,
            "-ext",
            "san=dns:localhost,ip:127.0.0.1",
            "-validity",
            "30",
            "-storetype",
            "PKCS12",
            "-keystore",
            store.toString(),
            "-storepass",
            new String(PASSWORD));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("keytool: " + said);
    }
  }

  private static String pem(String kind, byte[] der) {
    return "-----BEGIN "
        + kind
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + kind
        + "-----\n";
  }
}
