package io.restante.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/// A certificate that nobody has signed, for trying TLS out on one machine; made with the JDK's own
/// `keytool`.
///
/// @param certificate the PEM file of the certificate, for `localhost` and 127.0.0.1
/// @param key the PEM file of its private key, mode 600
public record SelfSigned(Path certificate, Path key) {
  private static final char[] PASSWORD = "restante".toCharArray();

  /// Makes a new certificate and its key in a folder.
  ///
  /// @throws EstateException when that fails
  public static SelfSigned make(Path folder) {
    try {
      Path store = folder.resolve("tls.p12");
      Files.deleteIfExists(store);
      runKeytool(store);
      KeyStore keys = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(store)) {
        keys.load(in, PASSWORD);
      }
      Files.delete(store);
      SelfSigned made = new SelfSigned(folder.resolve("tls.crt"), folder.resolve("tls.key"));
      Files.deleteIfExists(made.key);
      Files.createFile(
          made.key,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(made.key, pem("PRIVATE KEY", keys.getKey("node", PASSWORD).getEncoded()));
      Files.writeString(
          made.certificate, pem("CERTIFICATE", keys.getCertificate("node").getEncoded()));
      return made;
    } catch (IOException | GeneralSecurityException e) {
      throw new EstateException("no certificate could be made in " + folder, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EstateException("interrupted while a certificate was made", e);
    }
  }

  private static void runKeytool(Path store) throws IOException, InterruptedException {
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    String arguments =
        "-genkeypair -alias node -keyalg EC -groupname secp256r1 -dname CN=localhost"
            + " -ext san=dns:localhost,ip:127.0.0.1 -validity 30 -storetype PKCS12 -storepass "
            + new String(PASSWORD);
    ProcessBuilder command = new ProcessBuilder(keytool);
    command.command().addAll(List.of(arguments.split(" ")));
    command.command().addAll(List.of("-keystore", store.toString()));
    Process process = command.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("keytool: " + said);
    }
  }

  private static String pem(String kind, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n";
  }
}
