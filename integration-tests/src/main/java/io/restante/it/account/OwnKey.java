package io.restante.it.account;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/// The key with which this device seals for a group, and who has it. Immutable.
///
/// @param given the users it was written to, with the revision since which they are members
/// @param holders the devices for which it is in the log, by user
/// @param pending the users that a message with it is on its way to
/// @param unreachable the users that it could not be written to: they are users no more
record OwnKey(
    UUID key,
    Map<UUID, Long> given,
    Map<UUID, List<Integer>> holders,
    Set<UUID> pending,
    Set<UUID> unreachable) {
  OwnKey {
    given = Map.copyOf(given);
    holders = Map.copyOf(holders);
    pending = Set.copyOf(pending);
    unreachable = Set.copyOf(unreachable);
  }

  static OwnKey fresh() {
    return new OwnKey(UUID.randomUUID(), Map.of(), Map.of(), Set.of(), Set.of());
  }

  boolean isHeldBy(UUID user, List<Integer> devices) {
    return holders.getOrDefault(user, List.of()).containsAll(devices);
  }

  /// The key is about to be written to users.
  OwnKey givenTo(Map<UUID, Long> users) {
    Map<UUID, Long> all = new HashMap<>(given);
    all.putAll(users);
    Set<UUID> waiting = new HashSet<>(pending);
    waiting.addAll(users.keySet());
    return new OwnKey(key, all, holders, waiting, unreachable);
  }

  /// The log has it for some devices of a user.
  OwnKey heldBy(UUID user, Set<Integer> devices) {
    Map<UUID, List<Integer>> all = new HashMap<>(holders);
    Set<Integer> more = new TreeSet<>(all.getOrDefault(user, List.of()));
    more.addAll(devices);
    all.put(user, new ArrayList<>(more));
    return new OwnKey(key, given, all, without(user), unreachable);
  }

  /// It could not be written to a user.
  OwnKey notFor(UUID user) {
    Set<UUID> all = new HashSet<>(unreachable);
    all.add(user);
    return new OwnKey(key, given, holders, without(user), all);
  }

  private Set<UUID> without(UUID user) {
    Set<UUID> left = new HashSet<>(pending);
    left.remove(user);
    return left;
  }
}
