package io.restante.it.topology;

import io.restante.contract.GroupId;
import io.restante.contract.UserId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Who is in a group, and who ever was: the truth that the fan-out is judged by. Owned by one
/// thread.
public final class Roster {
  private final GroupId group;
  private final Map<UserId, Long> members = new LinkedHashMap<>();

  /// The members of each revision; the first is that of revision 0.
  private final List<Set<UserId>> history = new ArrayList<>(List.of(Set.of()));

  /// Begins with nobody.
  public Roster(GroupId group) {
    this.group = group;
  }

  /// A row of `directory.group-members`.
  ///
  /// @param since the revision with which the member came; 0 when it is none any more
  public record Row(UserId user, long since) {}

  /// Makes the next revision.
  ///
  /// @return the rows that say what is new in it
  public List<Row> change(Collection<UserId> coming, Collection<UserId> going) {
    List<Row> rows = new ArrayList<>();
    long next = revision() + 1;
    for (UserId user : going) {
      members.remove(user);
      rows.add(new Row(user, 0));
    }
    for (UserId user : coming) {
      members.put(user, next);
      rows.add(new Row(user, next));
    }
    history.add(Set.copyOf(members.keySet()));
    return rows;
  }

  /// Returns which group it is.
  public GroupId group() {
    return group;
  }

  /// Returns the newest revision, 0 before the first change.
  public long revision() {
    return history.size() - 1L;
  }

  /// Returns how many members there are now.
  public int size() {
    return members.size();
  }

  /// Returns the members of a revision.
  public Set<UserId> at(long revision) {
    return history.get((int) revision);
  }

  /// Returns who was a member at a revision and has not left since, up to another.
  public Set<UserId> through(long from, long to) {
    Set<UserId> found = new HashSet<>(at(from));
    for (long revision = from + 1; revision <= to; revision++) {
      found.retainAll(at(revision));
    }
    return found;
  }
}
