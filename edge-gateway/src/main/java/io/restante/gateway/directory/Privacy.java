package io.restante.gateway.directory;

/// A user's privacy settings. Immutable.
///
/// @param lastSeen who may see when the user was last there
/// @param readReceipts whether senders are told what the user has read
/// @param groupAdds who may add the user to groups
public record Privacy(LastSeen lastSeen, boolean readReceipts, GroupAdds groupAdds) {
  /// What a new user has.
  public static final Privacy DEFAULT = new Privacy(LastSeen.CONTACTS, true, GroupAdds.EVERYONE);

  /// Who may see when the user was last there.
  public enum LastSeen {
    /// Everyone.
    EVERYONE,
    /// Those whom the user has as contacts.
    CONTACTS,
    /// Nobody.
    NOBODY
  }

  /// Who may add the user to groups.
  public enum GroupAdds {
    /// Everyone.
    EVERYONE,
    /// Those whom the user has as contacts.
    CONTACTS
  }
}
