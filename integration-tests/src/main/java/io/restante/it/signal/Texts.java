package io.restante.it.signal;

import java.util.Base64;

/// Bytes as text: base64url without padding, as the HTTP API has them.
public final class Texts {
  private Texts() {}

  /// Returns bytes as text.
  public static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /// Returns text as bytes.
  ///
  /// @throws IllegalArgumentException when the text is no base64url
  public static byte[] decode(String text) {
    return Base64.getUrlDecoder().decode(text);
  }
}
