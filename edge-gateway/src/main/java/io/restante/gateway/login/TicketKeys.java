package io.restante.gateway.login;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.KeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The ticket keys in files.
/// - The private key: one PKCS#8 PEM block, with a line `Key-Id: 0a1b2c3d` above it, mode 600.
/// - The public keys: one line for each, `0a1b2c3d base64(SubjectPublicKeyInfo)`; empty lines and
///   lines that begin with `#` are skipped. Keys are changed by adding a line on every node, then
///   replacing the private key where tickets are made, then removing the old line when the last old
///   ticket has expired. Nodes take up both within a second or so, without a restart.
///
/// A key id is the first four bytes of the SHA-256 of the SubjectPublicKeyInfo, as eight hex
/// digits.
public final class TicketKeys {
  static final String ALGORITHM = "Ed25519";

  private static final Pattern PRIVATE_FILE =
      Pattern.compile(
          "Key-Id: ([0-9a-f]{8})\\s+-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)"
              + "-----END PRIVATE KEY-----\\s*");
  private static final Pattern PUBLIC_LINE = Pattern.compile("([0-9a-f]{8}) ([A-Za-z0-9+/=]+)");

  private TicketKeys() {}

  /// Makes a key pair: a new private key file, and one more line in the public keys file.
  ///
  /// @throws java.nio.file.FileAlreadyExistsException when there is a private key file already
  /// @throws IOException when a file cannot be written
  public static void generate(Path privateKeyFile, Path publicKeysFile) throws IOException {
    KeyPair pair = newPair();
    String keyId = HexFormat.of().toHexDigits(keyId(pair.getPublic()));
    Files.createFile(
        privateKeyFile,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(privateKeyFile, pem(keyId, pair.getPrivate()));
    String line =
        keyId + " " + Base64.getEncoder().encodeToString(pair.getPublic().getEncoded()) + "\n";
    Files.writeString(publicKeysFile, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /// Returns a signer with the key of a private key file, also when that is replaced by another.
  ///
  /// @throws IOException when the file cannot be read, or is not a private key file
  public static TicketSigner loadSigner(Path privateKeyFile) throws IOException {
    return loadSigner(privateKeyFile, System::nanoTime);
  }

  static TicketSigner loadSigner(Path privateKeyFile, LongSupplier nanos) throws IOException {
    return new TicketSigner(new WatchedFile<>(privateKeyFile, TicketKeys::loadPrivateKey, nanos));
  }

  private static TicketSigner.SigningKey loadPrivateKey(Path privateKeyFile) throws IOException {
    Matcher file = PRIVATE_FILE.matcher(Files.readString(privateKeyFile));
    if (!file.matches()) {
      throw new IOException(
          privateKeyFile + ": not a ticket key (expected: Key-Id and PKCS#8 PEM)");
    }
    byte[] encoded = decodeBase64(privateKeyFile, file.group(2).replaceAll("\\s", ""));
    try {
      PrivateKey key = Ed25519.newKeyFactory().generatePrivate(new PKCS8EncodedKeySpec(encoded));
      return new TicketSigner.SigningKey(HexFormat.fromHexDigits(file.group(1)), key);
    } catch (GeneralSecurityException e) {
      throw notAKey(privateKeyFile, e);
    }
  }

  /// Returns the public keys of a file, by key id.
  ///
  /// @throws IOException when the file cannot be read, a line of it is not a key or has the wrong
  ///   key id, or there is none
  public static Map<Integer, PublicKey> loadPublicKeys(Path publicKeysFile) throws IOException {
    Map<Integer, PublicKey> keys = new LinkedHashMap<>();
    for (String line : Files.readAllLines(publicKeysFile)) {
      if (!line.isBlank() && !line.startsWith("#")) {
        PublicKey key = publicKey(publicKeysFile, line.strip());
        keys.put(keyId(key), key);
      }
    }
    if (keys.isEmpty()) {
      throw new IOException(publicKeysFile + ": no keys (expected: 1 or more)");
    }
    return keys;
  }

  private static PublicKey publicKey(Path file, String line) throws IOException {
    Matcher fields = PUBLIC_LINE.matcher(line);
    if (!fields.matches()) {
      throw new IOException(file + ": bad line (expected: key id, space, base64 key)");
    }
    KeySpec spec = new X509EncodedKeySpec(decodeBase64(file, fields.group(2)));
    PublicKey key;
    try {
      key = Ed25519.newKeyFactory().generatePublic(spec);
    } catch (GeneralSecurityException e) {
      throw notAKey(file, e);
    }
    if (keyId(key) != HexFormat.fromHexDigits(fields.group(1))) {
      throw new IOException(file + ": key id " + fields.group(1) + " is not that of its key");
    }
    return key;
  }

  private static byte[] decodeBase64(Path file, String text) throws IOException {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw notAKey(file, e);
    }
  }

  private static IOException notAKey(Path file, Exception cause) {
    return new IOException(file + ": not an Ed25519 key", cause);
  }

  private static String pem(String keyId, PrivateKey key) {
    String body =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
            .encodeToString(key.getEncoded());
    return "Key-Id: "
        + keyId
        + "\n-----BEGIN PRIVATE KEY-----\n"
        + body
        + "\n-----END PRIVATE KEY-----\n";
  }

  private static int keyId(PublicKey key) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
      return ByteBuffer.wrap(digest).getInt();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("SHA-256 is missing", e);
    }
  }

  private static KeyPair newPair() {
    try {
      return KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Ed25519 is missing", e);
    }
  }
}
