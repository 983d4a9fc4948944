package io.restante.gateway.limit;

import java.time.Duration;

/// All limits, each with what may be taken at once and how fast it comes back. The table of them in
/// docs/operations.md is checked against this one.
public enum LimitRule {
  /// Time between two codes for a number.
  CODE_RESEND("code-resend", 1, Duration.ofSeconds(30)),
  /// Codes for a number.
  CODES_PER_NUMBER("codes-per-number", 3, Duration.ofMinutes(10)),
  /// Codes asked for from an address prefix (IPv4 /24, IPv6 /56).
  CODES_PER_SOURCE("codes-per-source", 20, Duration.ofSeconds(30)),
  /// Confirmations of codes for a number, right or wrong, over all its registrations.
  CONFIRMATIONS_PER_NUMBER("confirmations-per-number", 10, Duration.ofMinutes(15)),
  /// Links opened from an address prefix.
  LINKS_PER_SOURCE("links-per-source", 20, Duration.ofSeconds(30)),
  /// Links confirmed by a user.
  LINKS_PER_USER("links-per-user", 5, Duration.ofMinutes(10)),
  /// Attempts to complete a link.
  COMPLETIONS_PER_LINK("completions-per-link", 5, Duration.ofMinutes(2)),
  /// Tickets of a device.
  TICKETS_PER_DEVICE("tickets-per-device", 20, Duration.ofMinutes(2)),
  /// Tickets asked for from an address prefix, with a good credential or a bad one.
  TICKETS_PER_SOURCE("tickets-per-source", 10_000, Duration.ofMillis(10)),
  /// Phone numbers that a user looks for: 2,000 at once, then 1,000 a day.
  NUMBERS_PER_USER("numbers-per-user", 2_000, Duration.ofMillis(86_400)),
  /// Devices whose keys a user fetches.
  KEYS_PER_REQUESTER("keys-per-requester", 1_000, Duration.ofSeconds(6)),
  /// Devices of one user whose keys another user fetches.
  KEYS_PER_PAIR("keys-per-pair", 32, Duration.ofMinutes(10)),
  /// Devices of one user whose keys all others fetch.
  KEYS_PER_TARGET("keys-per-target", 1_000, Duration.ofSeconds(10)),
  /// Publications of keys by a device.
  UPLOADS_PER_DEVICE("uploads-per-device", 20, Duration.ofMinutes(1)),
  /// Changes of profile, privacy, contacts, devices and groups by a user.
  CHANGES_PER_USER("changes-per-user", 1_000, Duration.ofSeconds(6)),
  /// Users that a user adds to groups.
  ADDS_PER_USER("adds-per-user", 5_000, Duration.ofSeconds(5)),
  /// Groups, and profiles and device lists of others, that a user looks at.
  LOOKUPS_PER_USER("lookups-per-user", 1_000, Duration.ofSeconds(1));

  private final String label;
  private final int burst;
  private final Duration refill;

  LimitRule(String label, int burst, Duration refill) {
    this.label = label;
    this.burst = burst;
    this.refill = refill;
  }

  /// Returns the name under which it is stored and documented.
  public String label() {
    return label;
  }

  /// Returns how much may be taken at once after a long pause.
  public int burst() {
    return burst;
  }

  /// Returns how long it takes until one more may be taken.
  public Duration refill() {
    return refill;
  }
}
