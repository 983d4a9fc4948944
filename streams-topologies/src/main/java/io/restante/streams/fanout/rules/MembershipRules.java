package io.restante.streams.fanout.rules;

import io.restante.contract.UserId;
import io.restante.streams.fanout.rules.GroupState.Departed;
import io.restante.streams.fanout.rules.GroupState.Gone;
import io.restante.streams.fanout.rules.GroupState.Known;
import io.restante.streams.fanout.rules.GroupState.People;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a marker makes of a group. Pure. How markers work stands in
/// `schemas/topics/directory.group-members/README.md`.
///
/// A marker that was taken before, at the same place of the log, comes again after a crash; then it
/// is not known whether anybody was told, so they are told again.
final class MembershipRules {
  private MembershipRules() {}

  /// What came of it.
  sealed interface Taking {
    /// Nothing: more is known already. The rows before it stay for the next one.
    record Passed() implements Taking {}

    /// The group is this now; the rows are in it.
    ///
    /// @param isAnnounced whether members are to be told, and those who are none any more
    record Taken(GroupState state, boolean isAnnounced) implements Taking {}
  }

  /// Takes a marker.
  ///
  /// @param before what was known
  /// @param rows those that stand before it, in their order; what is in the group already is known
  ///   by where it stands
  /// @param committed below it all is committed: whoever departed there has been told
  static Taking take(
      @Nullable GroupState before, Marker marker, List<PendingRow> rows, long committed) {
    if (before != null && marker.offset() == before.takenAt()) {
      return new Taking.Taken(before, marker.isNews() && wasAnnounced(before));
    }
    if (before != null && isOlder(marker, before)) {
      return new Taking.Passed();
    }
    if (marker.isTombstone()) {
      return new Taking.Taken(gone(before, marker), marker.isNews());
    }
    Known known = before instanceof Known already ? already : null;
    return folded(known, marker, rows, committed);
  }

  private static boolean wasAnnounced(GroupState state) {
    return switch (state) {
      case Gone _ -> true;
      case Known known -> known.announced() == known.revision();
    };
  }

  private static boolean isOlder(Marker marker, GroupState before) {
    return switch (before) {
      case Gone gone -> marker.offset() < gone.takenAt();
      case Known known when marker.isTombstone() -> marker.offset() < known.takenAt();
      case Known known when marker.offset() < known.takenAt() ->
          marker.revision() <= known.revision();
      case Known known -> marker.revision() < known.revision();
    };
  }

  private static Gone gone(@Nullable GroupState before, Marker marker) {
    List<Departed> departed = new ArrayList<>();
    if (before instanceof Known known) {
      known.people().members().stream().map(Member::user).forEach(add(departed, marker));
    }
    if (before != null) {
      departed.addAll(before.departed());
    }
    return new Gone(marker.offset(), departed);
  }

  private static Consumer<UserId> add(List<Departed> to, Marker marker) {
    return user -> to.add(new Departed(user, marker.offset()));
  }

  private static Taking folded(
      @Nullable Known before, Marker marker, List<PendingRow> rows, long committed) {
    TreeMap<UserId, Long> members = new TreeMap<>(GroupState.BY_BYTES);
    List<Departed> departed = new ArrayList<>();
    if (before != null) {
      before.people().members().forEach(it -> members.put(it.user(), it.since()));
      departed.addAll(before.departed());
    }
    boolean hasChanged = before == null;
    for (PendingRow row : notTaken(rows, before, marker)) {
      Long was = row.isGone() ? members.remove(row.user()) : members.put(row.user(), row.since());
      hasChanged |= row.isGone() ? was != null : was == null || was != row.since();
      if (row.isGone() && was != null) {
        departed.add(new Departed(row.user(), marker.offset()));
      }
    }
    boolean isComplete = members.size() == marker.memberCount();
    long announced = before == null ? 0 : before.announced();
    boolean isAnnounced = isComplete && marker.isNews() && marker.revision() > announced;
    Known state =
        new Known(
            marker.revision(),
            hasChanged || before == null ? marker.revision() : before.changedAt(),
            isComplete ? marker.revision() : announced,
            isComplete,
            marker.offset(),
            new People(list(members), stillOwed(departed, members, marker, committed)));
    return new Taking.Taken(state, isAnnounced);
  }

  /// A group has all rows that stand before its marker, unless the topic began anew since.
  private static List<PendingRow> notTaken(
      List<PendingRow> rows, @Nullable Known before, Marker marker) {
    long taken = before == null || before.takenAt() > marker.offset() ? -1 : before.takenAt();
    return rows.stream().filter(row -> row.offset() > taken).toList();
  }

  private static List<Member> list(Map<UserId, Long> members) {
    Stream<Entry<UserId, Long>> entries = members.entrySet().stream();
    return entries.map(it -> new Member(it.getKey(), it.getValue())).toList();
  }

  private static List<Departed> stillOwed(
      List<Departed> departed, Map<UserId, Long> members, Marker marker, long committed) {
    return departed.stream()
        .filter(it -> marker.isNews() && it.markerOffset() >= committed)
        .filter(it -> !members.containsKey(it.user()))
        .toList();
  }
}
