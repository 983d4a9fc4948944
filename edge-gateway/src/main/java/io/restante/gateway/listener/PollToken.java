package io.restante.gateway.listener;

import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Names one connection of a device that polls, and proves that a request is its own: 128 random
/// bits. Never to be logged; [#toString] says nothing.
record PollToken(long high, long low) {
  private static final String SCHEME = "Bearer ";
  private static final int DIGITS = 32;

  static PollToken draw(SecureRandom random) {
    return new PollToken(random.nextLong(), random.nextLong());
  }

  /// Reads the value of an `Authorization` header; returns null when it is no token.
  static @Nullable PollToken of(String authorization) {
    if (authorization.length() != SCHEME.length() + DIGITS || !authorization.startsWith(SCHEME)) {
      return null;
    }
    int middle = SCHEME.length() + DIGITS / 2;
    try {
      return new PollToken(
          HexFormat.fromHexDigitsToLong(authorization, SCHEME.length(), middle),
          HexFormat.fromHexDigitsToLong(authorization, middle, authorization.length()));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /// Returns the token as the device is told it.
  String text() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(high) + hex.toHexDigits(low);
  }

  @Override
  public String toString() {
    return "***";
  }
}
