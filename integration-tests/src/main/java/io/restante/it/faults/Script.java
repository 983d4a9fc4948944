package io.restante.it.faults;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// All that is drawn for one round. Immutable.
///
/// @param people how many devices each person has, 1 or more
/// @param groups the people of each group, from 0, when the round begins
/// @param cues what devices do, in order of time
/// @param blows the harm that is done, in order of beginning
/// @param seed where the devices' own chance comes from
record Script(
    List<Integer> people, List<Set<Integer>> groups, List<Cue> cues, List<Blow> blows, long seed) {
  /// Copies the collections.
  Script {
    people = List.copyOf(people);
    groups = groups.stream().map(Set::copyOf).toList();
    cues = List.copyOf(cues);
    blows = List.copyOf(blows);
  }

  /// Returns the harm by its strands, each in order of beginning.
  List<List<Blow>> strands() {
    return blows.stream()
        .collect(Collectors.groupingBy(Blow::strand, TreeMap::new, Collectors.toList()))
        .values()
        .stream()
        .toList();
  }

  /// Returns how many devices take part.
  int devices() {
    return people.stream().mapToInt(Integer::intValue).sum();
  }

  /// When a device does something.
  ///
  /// @param device which, counted over all people from 0
  record Cue(Duration at, int device, Act act) {}

  /// What a device does.
  sealed interface Act {
    /// It sends a message to all devices of a person.
    ///
    /// @param to which person, from 0
    /// @param bytes how long it is
    record Send(int to, int bytes) implements Act {}

    /// It sends a message to a group, whether its holder is a member or not.
    ///
    /// @param group which, from 0
    /// @param bytes how long it is
    record Post(int group, int bytes) implements Act {}

    /// Its holder changes who is in a group.
    ///
    /// @param group which, from 0
    /// @param coming who comes, of the people
    /// @param going who goes
    /// @param late how much later that is written to the log
    /// @param isRepeated whether the change before it is written again, as after a crash
    record Change(
        int group, Set<Integer> coming, Set<Integer> going, Duration late, boolean isRepeated)
        implements Act {
      /// Copies the sets.
      public Change {
        coming = Set.copyOf(coming);
        going = Set.copyOf(going);
      }
    }

    /// It goes away in order.
    record Leave() implements Act {}

    /// It comes back.
    record Return() implements Act {}

    /// It loses its connection.
    record Break() implements Act {}

    /// It has been restored from a backup: it forgets how far it had stored.
    record Forget() implements Act {}
  }

  /// When harm is done.
  ///
  /// @param at when it begins, or a little later
  /// @param lasts from its beginning to its end
  /// @param strand harm of one strand is done one after the other
  record Blow(Duration at, Duration lasts, Harm harm, int strand) {
    @Override
    public String toString() {
      return "%s at %.1f s for %.1f s"
          .formatted(harm, at.toMillis() / 1000.0, lasts.toMillis() / 1000.0);
    }
  }
}
