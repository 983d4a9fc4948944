package io.restante.gateway.snapshot;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which of several snapshots of a partition one is. The greater is the better: a later owner's,
/// and of the same owner's the one that is further on.
///
/// @param epoch the generation of the group in which its owner was given the partition
/// @param next the offset of the first record that the index has not taken in
record ManifestName(long epoch, long next) implements Comparable<ManifestName> {
  private static final Pattern FORM = Pattern.compile("([0-9]{19})-([0-9]{19})");
  private static final Comparator<ManifestName> ORDER =
      Comparator.comparingLong(ManifestName::epoch).thenComparingLong(ManifestName::next);

  /// Reads a name; nothing when it is none.
  static Optional<ManifestName> parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new ManifestName(Long.parseLong(form.group(1)), Long.parseLong(form.group(2))));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  String text() {
    return String.format(Locale.ROOT, "%019d-%019d", epoch, next);
  }

  @Override
  public int compareTo(ManifestName other) {
    return ORDER.compare(this, other);
  }
}
