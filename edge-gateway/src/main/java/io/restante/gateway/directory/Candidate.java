package io.restante.gateway.directory;

import io.restante.gateway.directory.Privacy.GroupAdds;

/// What counts when a user is to come into a group. Immutable.
///
/// @param groupAdds who may add the user to groups
/// @param hasAdder whether whoever adds is a contact of the user
/// @param groups how many groups the user is in
record Candidate(GroupAdds groupAdds, boolean hasAdder, int groups) {
  boolean allows() {
    return switch (groupAdds) {
      case EVERYONE -> true;
      case CONTACTS -> hasAdder;
    };
  }

  boolean hasRoom() {
    return groups < Groups.GROUPS_MAX;
  }
}
