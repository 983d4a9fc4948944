package io.restante.it.account;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// By which somebody can join a group and read its title. Immutable; its text form says nothing.
///
/// @param secret what the directory asks for, base64url
/// @param titleKey what the title is sealed with, base64url; may be empty
public record GroupLink(UUID group, String secret, String titleKey) {
  private static final Pattern FORM =
      Pattern.compile("restante-group:([0-9a-f-]{36}):([A-Za-z0-9_-]+):([A-Za-z0-9_-]*)");

  /// Reads what [#text] wrote.
  public static Optional<GroupLink> parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      UUID group = UUID.fromString(matcher.group(1));
      return Optional.of(new GroupLink(group, matcher.group(2), matcher.group(3)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// Returns it to be passed on.
  public String text() {
    return "restante-group:" + group + ":" + secret + ":" + titleKey;
  }

  @Override
  public String toString() {
    return "***";
  }
}
