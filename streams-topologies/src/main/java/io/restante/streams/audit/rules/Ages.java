package io.restante.streams.audit.rules;

/// How long messages have waited to be delivered. Immutable.
///
/// @param minute how many for less than a minute
/// @param hour how many for less than an hour, and not less than a minute
/// @param day how many for less than a day
/// @param week how many for less than a week
/// @param longer how many for longer
/// @param oldestMs for how long the one that has waited longest, milliseconds; 0 when none waits
public record Ages(long minute, long hour, long day, long week, long longer, long oldestMs) {
  /// None waits.
  public static final Ages NONE = new Ages(0, 0, 0, 0, 0, 0);

  private static final long MINUTE_MS = 60_000;
  private static final long HOUR_MS = 60 * MINUTE_MS;
  private static final long DAY_MS = 24 * HOUR_MS;
  private static final long WEEK_MS = 7 * DAY_MS;

  /// Returns these and one more.
  Ages with(long ageMs) {
    long oldest = Math.max(oldestMs, ageMs);
    if (ageMs < MINUTE_MS) {
      return new Ages(minute + 1, hour, day, week, longer, oldest);
    }
    if (ageMs < HOUR_MS) {
      return new Ages(minute, hour + 1, day, week, longer, oldest);
    }
    if (ageMs < DAY_MS) {
      return new Ages(minute, hour, day + 1, week, longer, oldest);
    }
    return ageMs < WEEK_MS
        ? new Ages(minute, hour, day, week + 1, longer, oldest)
        : new Ages(minute, hour, day, week, longer + 1, oldest);
  }

  /// Returns these and others.
  public Ages and(Ages other) {
    return new Ages(
        minute + other.minute,
        hour + other.hour,
        day + other.day,
        week + other.week,
        longer + other.longer,
        Math.max(oldestMs, other.oldestMs));
  }
}
