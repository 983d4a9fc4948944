package io.restante.it.signal;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a new device shows and an existing one reads: `restante-link:<link>:<public key>`.
/// Immutable.
///
/// @param publicKey base64url
public record LinkCode(UUID link, String publicKey) {
  private static final Pattern FORM =
      Pattern.compile("restante-link:([0-9a-fA-F-]{36}):([A-Za-z0-9_-]{44})");

  /// Reads a code, if the text is one.
  public static Optional<LinkCode> parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Optional.of(new LinkCode(UUID.fromString(matcher.group(1)), matcher.group(2)));
  }

  /// Returns the code as it is shown.
  public String text() {
    return "restante-link:" + link + ":" + publicKey;
  }
}
