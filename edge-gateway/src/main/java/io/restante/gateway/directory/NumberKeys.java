package io.restante.gateway.directory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The keys that turn phone numbers into tags, and codes into what is kept of them. Thread-safe.
///
/// In a file: one line for each key, 32 bytes in base64; empty lines and lines that begin with `#`
/// are skipped. The first is the current one; all of them are in use. A key's id is the first byte
/// of its SHA-256. How keys are changed is in docs/adr/0006.
public final class NumberKeys {
  private static final int KEY_BYTES = 32;
  private static final String ALGORITHM = "HmacSHA256";
  private static final String NUMBER_PURPOSE = "restante number v1 ";
  private static final String CODE_PURPOSE = "restante code v1 ";

  private final Map<Byte, SecretKeySpec> keys;

  private NumberKeys(Map<Byte, SecretKeySpec> keys) {
    this.keys = keys;
  }

  /// Makes a file with one new key, readable by its owner alone.
  ///
  /// @param random must be hard to guess
  /// @throws java.nio.file.FileAlreadyExistsException when the file is there
  /// @throws IOException when it cannot be written
  public static void generate(Path file, RandomGenerator random) throws IOException {
    byte[] key = new byte[KEY_BYTES];
    random.nextBytes(key);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, Base64.getEncoder().encodeToString(key) + "\n");
  }

  /// Reads a file of keys.
  ///
  /// @throws IOException when it cannot be read, has no key, a line is not a key, or two keys have
  ///   the same id
  public static NumberKeys load(Path file) throws IOException {
    Map<Byte, SecretKeySpec> keys = new LinkedHashMap<>();
    for (String line : Files.readAllLines(file)) {
      if (!line.isBlank() && !line.startsWith("#")) {
        byte[] key = decode(file, line.strip());
        if (keys.put(sha256(key)[0], new SecretKeySpec(key, ALGORITHM)) != null) {
          throw new IOException(file + ": two keys have one id (expected: make another)");
        }
      }
    }
    if (keys.isEmpty()) {
      throw new IOException(file + ": no keys (expected: 1 or more)");
    }
    return new NumberKeys(keys);
  }

  /// Returns the tags of a number: one for each key, the current one's first.
  NumberTags tags(PhoneNumber number) {
    List<NumberTag> tags = new ArrayList<>();
    byte[] text = (NUMBER_PURPOSE + number.e164()).getBytes(StandardCharsets.US_ASCII);
    for (byte keyId : keys.keySet()) {
      tags.add(new NumberTag(OpaqueBytes.copyOf(hash(keyId, text))));
    }
    return new NumberTags(tags);
  }

  /// Returns what is kept of a code: there are only a million of them, so a plain hash would not
  /// do.
  byte[] codeHash(RegistrationId registration, String code) {
    return hash(keys.keySet().iterator().next(), codeText(registration, code));
  }

  /// Tells, in constant time, whether a code is the one that a hash was made of.
  boolean isCode(RegistrationId registration, String code, byte[] hash) {
    byte keyId = hash[0];
    return keys.containsKey(keyId)
        && MessageDigest.isEqual(hash, hash(keyId, codeText(registration, code)));
  }

  private static byte[] codeText(RegistrationId registration, String code) {
    return (CODE_PURPOSE + registration + " " + code).getBytes(StandardCharsets.UTF_8);
  }

  private byte[] hash(byte keyId, byte[] text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(keys.get(keyId));
      return ByteBuffer.allocate(NumberTag.BYTES).put(keyId).put(mac.doFinal(text)).array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC-SHA256 failed", e);
    }
  }

  private static byte[] decode(Path file, String line) throws IOException {
    byte[] key;
    try {
      key = Base64.getDecoder().decode(line);
    } catch (IllegalArgumentException e) {
      key = new byte[0];
    }
    if (key.length != KEY_BYTES) {
      throw new IOException(file + ": not a key (expected: 32 bytes in base64)");
    }
    return key;
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("SHA-256 is missing", e);
    }
  }
}
