package io.restante.it.device;

import io.restante.contract.UserId;
import io.restante.messaging.Presence;
import io.restante.protocol.v1.Unwatch;
import io.restante.protocol.v1.Watch;
import io.restante.shared.Id16;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Whom a device watches, and the frames that say so: to be said again with every connection, and
/// before the node forgets it. Pure; owned by the device's event loop.
final class Watched {
  /// How many users a device watches at the most; further ones are not watched.
  static final int USERS_MAX = 256;

  /// How often to go on with all of them, minutes: a watch lasts five.
  static final long AGAIN_MINUTES = 4;

  private static final int FRAME_USERS = 64;

  private final Set<UserId> users = new LinkedHashSet<>();

  /// Watches users; returns what to say.
  List<Object> add(Collection<UserId> watched) {
    List<UserId> added = new ArrayList<>();
    for (UserId user : watched) {
      if (users.size() < USERS_MAX || users.contains(user)) {
        users.add(user);
        added.add(user);
      }
    }
    return frames(added, true);
  }

  /// Watches users no more; returns what to say.
  List<Object> remove(Collection<UserId> watched) {
    List<UserId> removed = watched.stream().filter(users::remove).toList();
    return frames(removed, false);
  }

  /// Returns what to say to go on with all.
  List<Object> again() {
    return frames(List.copyOf(users), true);
  }

  boolean isEmpty() {
    return users.isEmpty();
  }

  /// Tells whether something is about a user who is watched.
  boolean concerns(Presence presence) {
    return users.contains(Ids.userId(presence.getUser()));
  }

  private static List<Object> frames(List<UserId> named, boolean isOn) {
    List<Object> frames = new ArrayList<>();
    for (int from = 0; from < named.size(); from += FRAME_USERS) {
      List<Id16> part =
          named.subList(from, Math.min(named.size(), from + FRAME_USERS)).stream()
              .map(Ids::id16)
              .toList();
      frames.add(isOn ? new Watch(part) : new Unwatch(part));
    }
    return frames;
  }
}
