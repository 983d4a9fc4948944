package io.restante.streams.fanout.rules;

import io.restante.contract.GroupId;
import io.restante.contract.UserId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/// The directory as it is, with all it ever was; and its changes on their way into the log.
final class TruthfulDirectory {
  private final RandomGenerator random;
  private final Map<GroupId, Group> groups = new LinkedHashMap<>();

  /// Changes that capture has not taken up.
  final Queue<Entry> delayed = new ArrayDeque<>();

  TruthfulDirectory(RandomGenerator random, List<GroupId> ids) {
    this.random = random;
    ids.forEach(id -> groups.put(id, new Group()));
  }

  /// A record of `directory.group-members`.
  ///
  /// @param user whose row it is; nobody's: the group's marker
  /// @param number since when the member is one, or the marker's revision; 0: a tombstone
  /// @param count the marker's count
  record Entry(GroupId group, UserId user, long number, int count) {
    boolean isMarker() {
      return user.equals(UserId.NOBODY);
    }
  }

  /// A group through time.
  static final class Group {
    /// The members of each revision, from 1; the first is that of revision 0.
    final List<Set<UserId>> history = new ArrayList<>(List.of(Set.of()));

    private final TreeMap<UserId, Long> members = new TreeMap<>(GroupState.BY_BYTES);
    boolean isGone;

    int revision() {
      return history.size() - 1;
    }

    /// Since when a user is a member; the highest number: it is none.
    long since(UserId user) {
      return members.getOrDefault(user, Long.MAX_VALUE);
    }

    /// Who was a member all the time from one revision to another.
    Set<UserId> members(long from, long to) {
      Set<UserId> found = new HashSet<>(history.get((int) from));
      for (long revision = from; revision <= to; revision++) {
        found.retainAll(history.get((int) revision));
      }
      return found;
    }
  }

  Group group(GroupId id) {
    Group group = groups.get(id);
    if (group == null) {
      throw new IllegalStateException("no such group");
    }
    return group;
  }

  Set<GroupId> ids() {
    return groups.keySet();
  }

  /// Changes a group at random.
  void change(GroupId id, List<UserId> people) {
    Group group = group(id);
    if (group.isGone) {
      return;
    }
    if (group.revision() > 2 && random.nextInt(25) == 0) {
      remove(id, group);
      return;
    }
    Map<UserId, Long> before = Map.copyOf(group.members);
    int changes = group.revision() == 0 ? 3 : random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      UserId user = people.get(random.nextInt(people.size()));
      long since = before.getOrDefault(user, (long) group.revision() + 1);
      boolean isLeaving = before.containsKey(user) && random.nextInt(3) > 0;
      if (isLeaving) {
        group.members.remove(user);
      } else {
        group.members.put(user, since);
      }
      delayed.add(new Entry(id, user, isLeaving ? 0 : since, 0));
    }
    group.history.add(Set.copyOf(group.members.keySet()));
    delayed.add(new Entry(id, UserId.NOBODY, group.revision(), group.members.size()));
  }

  private void remove(GroupId id, Group group) {
    group.members.keySet().forEach(user -> delayed.add(new Entry(id, user, 0, 0)));
    group.isGone = true;
    delayed.add(new Entry(id, UserId.NOBODY, 0, 0));
  }
}
