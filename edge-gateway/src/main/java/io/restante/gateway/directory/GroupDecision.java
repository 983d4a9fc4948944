package io.restante.gateway.directory;

/// What the rules say to a change of a group. Immutable.
sealed interface GroupDecision {
  /// The group becomes another.
  ///
  /// @param next with a revision that is higher by 1
  record Changed(GroupState next) implements GroupDecision {}

  /// It is so already.
  record Unchanged() implements GroupDecision {}

  /// It must not be.
  ///
  /// @param place which of the named users it is about; [#NOWHERE] when it is about none
  record Refused(GroupRefusal why, int place) implements GroupDecision {
    static final int NOWHERE = -1;

    Refused(GroupRefusal why) {
      this(why, NOWHERE);
    }
  }
}
