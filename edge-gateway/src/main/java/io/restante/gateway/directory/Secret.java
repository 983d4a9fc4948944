package io.restante.gateway.directory;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// 32 bytes of chance that prove something. The server keeps their SHA-256 only. Immutable.
public final class Secret {
  /// How long a secret is, bytes.
  public static final int BYTES = 32;

  private final byte[] bytes;

  private Secret(byte[] bytes) {
    this.bytes = bytes;
  }

  /// Makes a secret.
  ///
  /// @param random must be hard to guess
  static Secret next(RandomGenerator random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return new Secret(bytes);
  }

  /// Takes a secret out of its bytes; nothing when their number is another.
  public static Optional<Secret> of(byte[] bytes) {
    return bytes.length == BYTES ? Optional.of(new Secret(bytes.clone())) : Optional.empty();
  }

  /// Reads a secret from base64url without padding.
  ///
  /// @return nothing when the text is not one
  public static Optional<Secret> parse(String text) {
    try {
      return of(Base64.getUrlDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// Returns the secret in base64url without padding: for the device it was made for, only.
  public String text() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /// Returns a copy of the bytes.
  byte[] toByteArray() {
    return bytes.clone();
  }

  /// Returns what the server keeps. A plain hash will do: nobody can try 2^256 secrets.
  byte[] sha256() {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("SHA-256 is missing", e);
    }
  }

  /// Tells, in constant time, whether a hash is that of this secret.
  boolean hasHash(byte[] hash) {
    return MessageDigest.isEqual(sha256(), hash);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret that && MessageDigest.isEqual(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Secret.class.hashCode(); // A hash of the bytes would say something about them.
  }

  /// Returns `***`.
  @Override
  public String toString() {
    return "***";
  }
}
