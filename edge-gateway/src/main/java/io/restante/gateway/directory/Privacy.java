package io.restante.gateway.directory;

/// A user's privacy settings. Immutable.
///
/// @param lastSeen who may see when the user was last there
/// @param readReceipts whether senders are told what the user has read
/// @param groupAdds who may add the user to groups
public record Privacy(Audience lastSeen, boolean readReceipts, Audience groupAdds) {
  /// What a new user has.
  public static final Privacy DEFAULT = new Privacy(Audience.CONTACTS, true, Audience.EVERYONE);

  /// Checks that somebody may add the user to groups.
  ///
  /// @throws IllegalArgumentException when nobody may: the protocol has no such setting
  public Privacy {
    if (groupAdds == Audience.NOBODY) {
      throw new IllegalArgumentException("groupAdds: NOBODY (expected: EVERYONE, CONTACTS)");
    }
  }

  /// Who may.
  public enum Audience {
    /// Everyone.
    EVERYONE,
    /// Those whom the user has as contacts.
    CONTACTS,
    /// Nobody.
    NOBODY
  }
}
