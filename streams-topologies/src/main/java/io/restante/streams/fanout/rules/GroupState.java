package io.restante.streams.fanout.rules;

import io.restante.contract.UserId;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is known of a group. Immutable. A group of which nothing is known has none.
public sealed interface GroupState {
  /// The order of members: that of their ids' bytes.
  Comparator<UserId> BY_BYTES =
      (one, other) -> {
        int high = Long.compareUnsigned(one.high(), other.high());
        return high != 0 ? high : Long.compareUnsigned(one.low(), other.low());
      };

  /// Returns where the marker stands that this was taken from.
  long takenAt();

  /// Returns who is no member any more and may not have been told.
  List<Departed> departed();

  /// Somebody who is no member any more. Kept until the marker that removed it is committed, since
  /// after a crash nobody else could be asked whom to tell.
  ///
  /// @param user who it was
  /// @param markerOffset where the marker stands that removed it
  record Departed(UserId user, long markerOffset) {}

  /// The group is there.
  ///
  /// @param revision that of the newest marker, 1 or more
  /// @param changedAt the revision with which the set of members last changed, as far as known
  /// @param announced the revision that members were last told of; 0 when of none
  /// @param isComplete whether the members are as many as the marker says
  /// @param takenAt where the marker stands
  /// @param people who is in it, and who was
  record Known(
      long revision,
      long changedAt,
      long announced,
      boolean isComplete,
      long takenAt,
      People people)
      implements GroupState {
    @Override
    public List<Departed> departed() {
      return people.departed();
    }

    /// Returns a member; null when the user is none.
    @Nullable Member member(UserId user) {
      Comparator<Member> order = Comparator.comparing(Member::user, BY_BYTES);
      int place = Collections.binarySearch(people.members(), new Member(user, 0), order);
      return place < 0 ? null : people.members().get(place);
    }
  }

  /// The group is gone, for ever: ids are not used again.
  ///
  /// @param takenAt where the marker's tombstone stands
  /// @param departed who was in it
  record Gone(long takenAt, List<Departed> departed) implements GroupState {
    /// Copies the list.
    public Gone {
      departed = List.copyOf(departed);
    }
  }

  /// Who is in a group, and who was.
  ///
  /// @param members in the order of their ids
  /// @param departed who may not have been told
  record People(List<Member> members, List<Departed> departed) {
    /// Nobody.
    static final People NOBODY = new People(List.of(), List.of());

    /// Copies the lists.
    public People {
      members = List.copyOf(members);
      departed = List.copyOf(departed);
    }
  }
}
