package io.restante.gateway.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Who a node shows it is: a certificate, those that lead to its root, and its private key, which
/// fits. Immutable.
///
/// @param chain the certificate first
/// @param key its private key
public record Identity(List<X509Certificate> chain, PrivateKey key) {
  private static final Pattern PRIVATE_KEY =
      Pattern.compile(
          "-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----\\s*");

  /// Copies the list.
  public Identity {
    chain = List.copyOf(chain);
  }

  /// Reads certificate and key.
  ///
  /// @throws IOException when a file can't be read, is not what it should be, or the two don't fit
  static Identity read(TlsFiles files) throws IOException {
    try {
      List<X509Certificate> chain = certificates(Files.readAllBytes(files.certificate()));
      if (chain.isEmpty()) {
        throw new IOException(files.certificate() + ": no certificate (expected: 1 or more)");
      }
      PublicKey publicKey = chain.getFirst().getPublicKey();
      PrivateKey key = privateKey(files, publicKey.getAlgorithm());
      if (!fit(publicKey, key)) {
        throw new IOException(files.key() + ": not the key of " + files.certificate());
      }
      return new Identity(chain, key);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(files.certificate() + ", " + files.key() + ": no PEM files", e);
    }
  }

  private static List<X509Certificate> certificates(byte[] pem) throws GeneralSecurityException {
    List<X509Certificate> chain = new ArrayList<>();
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    for (Certificate certificate : factory.generateCertificates(new ByteArrayInputStream(pem))) {
      chain.add((X509Certificate) certificate);
    }
    return chain;
  }

  private static PrivateKey privateKey(TlsFiles files, String algorithm)
      throws IOException, GeneralSecurityException {
    Matcher pem = PRIVATE_KEY.matcher(Files.readString(files.key(), StandardCharsets.US_ASCII));
    if (!pem.matches()) {
      throw new IOException(files.key() + ": no private key (expected: PKCS#8 PEM)");
    }
    byte[] encoded = Base64.getDecoder().decode(pem.group(1).replaceAll("\\s", ""));
    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
  }

  /// Whether the private key is that of the public one: what one signs, the other must accept.
  private static boolean fit(PublicKey publicKey, PrivateKey key) throws GeneralSecurityException {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          case String other -> other;
        };
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(key);
    signature.update((byte) 1);
    byte[] signed = signature.sign();
    signature.initVerify(publicKey);
    signature.update((byte) 1);
    return signature.verify(signed);
  }
}
