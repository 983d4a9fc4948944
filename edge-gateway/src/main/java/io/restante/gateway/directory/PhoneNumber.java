package io.restante.gateway.directory;

import java.util.Optional;
import java.util.regex.Pattern;

/// A phone number in the form of E.164. Lives in memory only, for as long as a request.
public final class PhoneNumber {
  private static final Pattern E164 = Pattern.compile("\\+[1-9][0-9]{6,14}");

  private final String e164;

  private PhoneNumber(String e164) {
    this.e164 = e164;
  }

  /// Reads a phone number: `+`, then 7 to 15 digits of which the first is not 0.
  ///
  /// @return nothing when the text is not one
  public static Optional<PhoneNumber> parse(String text) {
    return E164.matcher(text).matches() ? Optional.of(new PhoneNumber(text)) : Optional.empty();
  }

  /// Returns the number itself. It goes to its tag, to the sender of codes, and back to the device
  /// that asked; nowhere else.
  public String e164() {
    return e164;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PhoneNumber that && e164.equals(that.e164);
  }

  @Override
  public int hashCode() {
    return e164.hashCode();
  }

  /// Returns `***`.
  @Override
  public String toString() {
    return "***";
  }
}
