package io.restante.it.faults;

import io.restante.contract.GroupId;
import io.restante.contract.UserId;
import io.restante.it.topology.GroupFeed;
import io.restante.it.topology.Roster;
import java.util.Collection;

/// A group as its database has it, ahead of the log: whoever asks is told how it is now.
/// Thread-safe.
final class Gathering {
  private final GroupId id;
  private final Roster roster; // guarded by this

  Gathering(GroupId id) {
    this.id = id;
    this.roster = new Roster(id);
  }

  /// What somebody is told who asks.
  ///
  /// @param revision the group's revision
  /// @param isMember whether it is the asker's
  record Standing(long revision, boolean isMember) {}

  GroupId id() {
    return id;
  }

  /// Makes the next revision.
  ///
  /// @return what the connector writes of it
  synchronized GroupFeed.Revision change(Collection<UserId> coming, Collection<UserId> going) {
    return GroupFeed.Revision.of(roster, roster.change(coming, going));
  }

  /// Whether a user was a member at a revision and has been ever since.
  synchronized boolean hasStayed(UserId user, long revision) {
    return roster.through(revision, roster.revision()).contains(user);
  }

  synchronized Standing standing(UserId user) {
    long revision = roster.revision();
    return new Standing(revision, roster.at(revision).contains(user));
  }
}
