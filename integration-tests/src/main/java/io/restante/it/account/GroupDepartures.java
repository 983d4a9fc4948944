package io.restante.it.account;

import io.restante.contract.GroupId;
import io.restante.it.device.GroupParcel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What is to happen outside because of what happened to groups, once that is committed. Owned by
/// one thread at a time.
final class GroupDepartures {
  private final List<Departure> departures = new ArrayList<>();
  private final Set<GroupId> wanted = new LinkedHashSet<>();

  /// Something that leaves.
  sealed interface Departure {
    /// A message to a group.
    record Message(GroupParcel parcel) implements Departure {}

    /// All that is to be sent to a group from here on.
    record Rewind(GroupId group, List<GroupParcel> parcels) implements Departure {}

    /// A group is to be gone on with after a while.
    record Later(GroupId group, Duration after) implements Departure {}
  }

  void add(Departure departure) {
    departures.add(departure);
  }

  /// The directory is to be asked for a group.
  void want(GroupId group) {
    wanted.add(group);
  }

  List<Departure> take() {
    List<Departure> taken = List.copyOf(departures);
    departures.clear();
    return taken;
  }

  Set<GroupId> takeWanted() {
    Set<GroupId> taken = Set.copyOf(wanted);
    wanted.clear();
    return taken;
  }
}
