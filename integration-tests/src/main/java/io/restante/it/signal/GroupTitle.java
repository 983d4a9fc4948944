package io.restante.it.signal;

import io.restante.contract.GroupId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// A group's title as the server keeps it: sealed under a key that members have from each other.
///
/// ```
/// 1 version (1) | 12 nonce | AES-256-GCM of (title | 0x80 | zeros up to a multiple of 64)
/// additional data: 16 group id
/// ```
///
/// The key lives as long as the group and is not replaced when somebody leaves: who left and gets
/// at the server's database can read later titles, never messages.
public final class GroupTitle {
  /// The longest title, in bytes of UTF-8.
  public static final int BYTES_MAX = 250;

  private static final String ALGORITHM = "AES/GCM/NoPadding";
  private static final byte VERSION = 1;
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int PADDED_TO = 64;
  private static final byte PADDING_BEGINS = (byte) 0x80;

  private GroupTitle() {}

  /// Returns a new key.
  public static String newKey() {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    return Texts.encode(key);
  }

  /// Tells whether a title is short enough, and not empty.
  public static boolean fits(String title) {
    return !title.isBlank() && title.getBytes(StandardCharsets.UTF_8).length <= BYTES_MAX;
  }

  /// Seals a title.
  public static String seal(GroupId group, String key, String title) {
    byte[] text = title.getBytes(StandardCharsets.UTF_8);
    byte[] padded = Arrays.copyOf(text, (text.length / PADDED_TO + 1) * PADDED_TO);
    padded[text.length] = PADDING_BEGINS;
    byte[] nonce = new byte[NONCE_BYTES];
    new SecureRandom().nextBytes(nonce);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, group, key, nonce).doFinal(padded);
      int length = 1 + NONCE_BYTES + sealed.length;
      return Texts.encode(ByteBuffer.allocate(length).put(VERSION).put(nonce).put(sealed).array());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("sealing a title failed", e);
    }
  }

  /// Opens a title; nothing when it is not sealed under this key for this group.
  public static Optional<String> open(GroupId group, String key, String sealed) {
    try {
      byte[] bytes = Texts.decode(sealed);
      if (bytes.length <= 1 + NONCE_BYTES || bytes[0] != VERSION) {
        return Optional.empty();
      }
      byte[] nonce = Arrays.copyOfRange(bytes, 1, 1 + NONCE_BYTES);
      byte[] padded =
          cipher(Cipher.DECRYPT_MODE, group, key, nonce)
              .doFinal(bytes, 1 + NONCE_BYTES, bytes.length - 1 - NONCE_BYTES);
      int end = padded.length - 1;
      while (end > 0 && padded[end] == 0) {
        end--;
      }
      return Optional.of(new String(padded, 0, Math.max(0, end), StandardCharsets.UTF_8));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Cipher cipher(int mode, GroupId group, String key, byte[] nonce)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(ALGORITHM);
    cipher.init(
        mode, new SecretKeySpec(Texts.decode(key), "AES"), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(
        ByteBuffer.allocate(2 * Long.BYTES).putLong(group.high()).putLong(group.low()).array());
    return cipher;
  }
}
